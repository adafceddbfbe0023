"""What to do before one may do everything, above every page."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link

from app.components.icons import icon
from app.identity.session_state import SessionState
from app.urls import routes

ME: Any = SessionState.me  # in the parts below it is a Var


def duties() -> rx.Component:
    """Return a line for each duty that the viewer has; nothing for most people."""
    return rx.fragment(
        rx.cond(
            ME.must_verify,
            _duty("Confirm your e-mail address", " to post and follow.", "e-mail-address"),
        ),
        rx.cond(
            ME.is_limited,
            _duty(
                "Set up your second factor", " to use your administrator rights.", "second-factor"
            ),
        ),
    )


def _duty(what: str, purpose: str, section: str) -> rx.Component:
    return rx.el.p(
        icon("alert"),
        rx.el.span(link(what, to=f"{routes.ACCOUNT}#{section}"), purpose),
        class_name="duty",
    )
