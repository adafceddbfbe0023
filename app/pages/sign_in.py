"""Sign in: one card, one form."""

from typing import Any, Final

import reflex as rx
from reflex_components_core.react_router import link

from app import routes
from app.components.forms import field, post_form
from app.components.icons import emblem
from app.components.text import until
from app.layout import PRODUCT, desk
from app.session import SessionState
from domain.errors import BadCredentials

LEFT: Final = "left"  # in the address, after one has left the directory

SUSPENSION: Any = SessionState.suspension  # in the parts below it is a Var


def sign_in() -> rx.Component:
    """Return the page; who was suspended reads why, instead of the form."""
    return desk(rx.cond(SUSPENSION, _suspended(), _enter()))


def _enter() -> rx.Component:
    return card(
        "Sign in",
        "Everybody in one place, and numbers that hold.",
        _form(),
        rx.el.p("New here? ", link("Sign up", to=routes.SIGN_UP)),
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
        field(
            name="password",
            label="Password",
            type="password",
            autocomplete="current-password",
            required=True,
        ),
        action=routes.POST_SIGN_IN,
        submit="Sign in",
        busy_label="Signing in",
        failed=BadCredentials.sentence,
        names=["email", "password"],
        notes={
            LEFT: "You have left the directory. If you want to come back, ask an administrator."
        },
    )


def card(
    title: str, sentence: str | rx.Component, form: rx.Component, other: rx.Component
) -> rx.Component:
    """Return the card of those who come in, or can't."""
    return rx.el.div(
        rx.el.p(emblem(), PRODUCT, class_name="wordmark"),
        rx.el.h1(title),
        rx.el.p(sentence, class_name="desk-sentence"),
        form,
        rx.el.div(other, class_name="desk-other"),
        class_name="card desk-card",
    )


def email_field() -> rx.Component:
    """Return the field by which password managers know the account."""
    return field(name="email", label="E-mail", type="email", autocomplete="username", required=True)
