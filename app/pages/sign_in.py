"""Sign in: one card, one form."""

import reflex as rx
from reflex_components_core.react_router import link

from app import routes
from app.components.forms import field, post_form
from app.components.icons import emblem
from app.layout import PRODUCT, desk
from domain.errors import BadCredentials


def sign_in() -> rx.Component:
    """Return the page."""
    return desk(
        card(
            "Sign in",
            "Everybody in one place, and numbers that hold.",
            post_form(
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
            ),
            rx.el.p("New here? ", link("Sign up", to=routes.SIGN_UP)),
        )
    )


def card(title: str, sentence: str, form: rx.Component, other: rx.Component) -> rx.Component:
    """Return the card of signing in and of signing up."""
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
