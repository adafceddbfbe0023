"""What long lists share: where a page stands, and the way to the next."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link

from app.components.icons import icon


def paging(place: Any, newer: Any, older: Any) -> rx.Component:
    """Return the place such as "21-40 of 60", and the addresses before and after; "" is none."""
    return rx.el.nav(
        rx.el.p(place, class_name="paging-place"),
        rx.cond(
            (newer != "") | (older != ""),
            rx.fragment(
                _step("newer", "Previous", newer, "prev"), _step("older", "Next", older, "next")
            ),
        ),
        class_name="paging",
        aria_label="Pages",
    )


def _step(name: str, label: str, to: Any, rel: str) -> rx.Component:
    parts = [icon(name), label] if rel == "prev" else [label, icon(name)]
    return rx.cond(
        to != "",
        link(*parts, to=to, rel=rel, class_name="button"),
        rx.el.span(*parts, class_name="button", aria_disabled="true", role="link"),
    )
