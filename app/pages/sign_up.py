"""Sign up: one card, one form."""

import reflex as rx
from reflex_components_core.react_router import link

from app.components.forms import field, password_field, post_form
from app.components.layout import SITE, desk
from app.pages.desk import card, email_field
from app.urls import routes
from domain.errors import SignUpClosed
from domain.values import NAME_LIMIT


def sign_up() -> rx.Component:
    """Return the page; where nobody can sign up, it says so."""
    return desk(rx.cond(SITE.sign_up == "closed", _closed(), _open()))


def _closed() -> rx.Component:
    return card("Sign up", SignUpClosed.sentence, rx.fragment(), _known())


def _open() -> rx.Component:
    return card(
        "Sign up",
        "You appear in the directory at once.",
        post_form(
            field(name="name", label="Name", autocomplete="name", limit=NAME_LIMIT, required=True),
            email_field(
                help=rx.cond(
                    SITE.domains != "",
                    f"An address of {SITE.domains}.",
                    rx.cond(SITE.sends_mail, "You get a mail there, to confirm it.", ""),
                )
            ),
            password_field("password", "Password", is_new=True),
            action=routes.POST_SIGN_UP,
            submit="Sign up",
            busy_label="Signing up",
            failed="Something in the form is not right. Check it and try again.",
            names=["name", "email", "password"],
        ),
        _known(),
    )


def _known() -> rx.Component:
    return rx.el.p("Already have an account? ", link("Sign in", to=routes.SIGN_IN))
