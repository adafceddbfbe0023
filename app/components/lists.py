"""What long lists share: where a page stands, and the way to the next."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link

from app.components.icons import icon


class Paging(rx.Component):
    """The landmark around the links, right after the list."""

    library = "$/public/ui/paging.jsx"
    tag = "Paging"

    around: rx.Var[str]
    in_place: rx.Var[bool]


def paging(
    place: Any, newer: Any, older: Any, *, rows: str | rx.Var[str], in_place: bool = False
) -> rx.Component:
    """Return the place of the page in its list, and the addresses before and after; "" is none.

    A sentence about its `rows`, such as "people", tells whoever does not see the page that another
    one is there.
    A list that has other things above it is paged `in_place`: the reader is not taken to the top
    of the page. Where there is nothing to page there is nothing.
    """
    return rx.cond(
        (newer != "") | (older != ""),
        Paging.create(
            rx.el.p(place, class_name="paging-place", aria_hidden="true"),
            rx.el.p(place.replace("–", " to ") + " " + rows, class_name="unseen", role="status"),
            _step("newer", "Previous", newer, "prev", in_place),
            _step("older", "Next", older, "next", in_place),
            around=newer + " " + older,
            in_place=in_place,
        ),
    )


def _step(name: str, label: str, to: Any, rel: str, in_place: bool) -> rx.Component:
    parts = [icon(name), label] if rel == "prev" else [label, icon(name)]
    return rx.cond(
        to != "",
        link(*parts, to=to, rel=rel, prevent_scroll_reset=in_place, class_name="button"),
        rx.el.span(*parts, class_name="button", aria_disabled="true", role="link"),
    )
