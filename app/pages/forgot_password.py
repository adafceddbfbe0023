"""Who forgot the password asks for a link by mail; who waits for a mail reads what to do next."""

from typing import Final

import reflex as rx
from reflex_components_core.react_router import link

from app.components.forms import post_form
from app.components.frame import by_address
from app.components.layout import SITE, desk
from app.pages.desk import card, email_field
from app.urls import routes

# Known with the server's first answer; until then a mail is thought of.
_NO_MAIL: Final = (SITE.sign_up != "") & ~SITE.sends_mail


def forgot_password() -> rx.Component:
    """Return the page that asks for the address."""
    return desk(
        card(
            "Forgot your password?",
            rx.cond(
                _NO_MAIL,
                "This directory sends no mail. Ask for a link here, and an administrator can give "
                "it to you.",
                "A link with which you choose a new one goes to the address of your account.",
            ),
            post_form(
                email_field(),
                action=routes.POST_FORGOT,
                submit=rx.cond(_NO_MAIL, "Ask for a link", "Send the link"),
                busy_label=rx.cond(_NO_MAIL, "Asking for a link", "Sending the link"),
                failed="Enter the e-mail address of your account, and try again.",
                names=["email"],
            ),
            _back(),
        )
    )


def check_mail() -> rx.Component:
    """Return the page after signing up, or after asking for a link."""
    return desk(
        by_address(_after_sign_up(), _after_reset(), name="for", values=["sign-up", "reset"])
    )


def _after_sign_up() -> rx.Component:
    return card(
        "Check your mail",
        "A mail is on its way to the address that you gave.",
        _steps(
            "Open the link in it, and confirm the address. It helps once, and for one hour.",
            "Then you can post and follow people. Signing in works before, too.",
            "If you have an account with this address already, the mail says so.",
        ),
        rx.el.p("Nothing there? Look among the unwanted mail, or sign in and have it sent again."),
        _back(),
    )


def _after_reset() -> rx.Component:
    steps = _steps(
        "Open the link, and choose a new password. It helps once, and for one hour.",
        "Every browser where you are signed in is signed out then.",
    )
    return rx.cond(
        _NO_MAIL,
        card(
            "Ask an administrator",
            "If the address has an account, an administrator sees the link now, and can give it "
            "to you.",
            steps,
            rx.el.p("Too late? ", link("Ask for another link", to=routes.FORGOT)),
            _back(),
        ),
        card(
            "Check your mail",
            "If the address has an account, a mail with a link is on its way.",
            steps,
            rx.el.p("Nothing there? ", link("Send another link", to=routes.FORGOT)),
            _back(),
        ),
    )


def _steps(*sentences: str) -> rx.Component:
    return rx.el.ul(*map(rx.el.li, sentences), class_name="desk-steps")


def _back() -> rx.Component:
    return rx.el.p(link("Back to sign in", to=routes.SIGN_IN))
