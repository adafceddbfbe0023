"""Sign in: one card, one form."""

from typing import Any, Final

import reflex as rx
from reflex_components_core.react_router import link

from app.components.forms import code_field, password_field, post_form
from app.components.layout import SITE, desk
from app.components.text import until
from app.identity.session_state import SessionState
from app.pages.desk import card, email_field
from app.urls import routes
from domain.errors import BadCredentials

# What the address says of what one did before.
NOTES: Final = {
    "ended=1": "Your session has ended. Sign in to go on. What you had not saved is gone.",
    "left=1": "You have left the directory. If you want to come back, ask an administrator.",
    "reset=1": "Your password is changed, and you are signed out everywhere. "
    "Sign in with the new one.",
    "verified=1": "Your e-mail address is confirmed. Sign in to go on.",
    "email=changed": "Your e-mail address is changed. Sign in with the new one.",
    "email=half": "One address is confirmed. "
    "Follow the link in the mail to the other one too: then your e-mail address is changed.",
}

SUSPENSION: Any = SessionState.suspension  # in the parts below it is a Var


def sign_in() -> rx.Component:
    """Return the page; who was suspended reads why, instead of the form."""
    return desk(rx.cond(SUSPENSION, _suspended(), _enter()))


def _enter() -> rx.Component:
    return card(
        "Sign in",
        "Everybody in one place, and numbers that hold.",
        _form(),
        rx.el.p(link("Forgot your password?", to=routes.FORGOT)),
        rx.cond(
            SITE.sign_up != "closed", rx.el.p("New here? ", link("Sign up", to=routes.SIGN_UP))
        ),
    )


def _suspended() -> rx.Component:
    return card(
        "Your account is suspended",
        rx.cond(
            SUSPENSION.until,
            rx.fragment("You can sign in again ", until(at=SUSPENSION.until), "."),
            "You can sign in again when an administrator lifts it.",
        ),
        rx.el.figure(
            rx.el.figcaption("The reason"),
            rx.el.blockquote(SUSPENSION.reason, dir="auto"),
            class_name="suspension",
        ),
        rx.el.details(rx.el.summary("Sign in with another account"), _form()),
    )


def _form() -> rx.Component:
    return post_form(
        email_field(),
        password_field("password", "Password"),
        code_field(
            label="Code of your authenticator app",
            help="6 digits. A recovery code helps too, once.",
        ),
        action=routes.POST_SIGN_IN,
        submit="Sign in",
        busy_label="Signing in",
        failed=BadCredentials.sentence,
        names=["email", "password", "code"],
        notes=NOTES,
    )
