"""The pages that mailed links lead to: a button does what the mail was about."""

import reflex as rx
from reflex_components_core.react_router import link

from app.components.forms import mailed_link, password_field, post_form
from app.components.layout import ME, desk
from app.components.states import go
from app.pages.desk import card
from app.urls import routes
from domain.errors import LinkExpired


def verify_email() -> rx.Component:
    """Return the page that confirms the address of a newcomer."""
    return _confirming(
        "Confirm your e-mail address",
        "It shows that the address is yours. Then you can post and follow people.",
        action=routes.POST_VERIFY,
        submit="Confirm this e-mail address",
        anew="Your account page tells whether the address is confirmed already, and sends another "
        "mail if not.",
    )


def confirm_email() -> rx.Component:
    """Return the page that confirms a change of e-mail, at the old or the new address."""
    return _confirming(
        "Confirm the new e-mail address",
        "It is used once both addresses are confirmed: the one of before, and the new one.",
        action=routes.POST_CONFIRM_EMAIL,
        submit="Confirm this change",
        anew="On your account page you can ask for the change again.",
    )


def reset_password() -> rx.Component:
    """Return the page where a new password is chosen."""
    return desk(
        card(
            "Choose a new password",
            "Every browser where you are signed in is signed out.",
            mailed_link(
                post_form(
                    password_field("new_password", "New password", is_new=True),
                    action=routes.POST_RESET,
                    submit="Change password",
                    busy_label="Changing password",
                    failed=LinkExpired.sentence,
                    names=["new_password"],
                ),
                go("Ask for a new link", routes.FORGOT, "button button-primary"),
            ),
            rx.el.p(link("Back to sign in", to=routes.SIGN_IN)),
        )
    )


def _confirming(title: str, meaning: str, *, action: str, submit: str, anew: str) -> rx.Component:
    form = post_form(
        action=action,
        submit=submit,
        busy_label="Confirming",
        failed=LinkExpired.sentence,
        names=[],
    )
    account = go("Go to your account", routes.ACCOUNT, "button button-primary")
    way_out = rx.cond(
        ME.signed_in,
        rx.el.p(link("Back to the directory", to=routes.PEOPLE)),
        rx.el.p(link("Back to sign in", to=routes.SIGN_IN)),
    )
    return desk(
        card(title, meaning, mailed_link(form, rx.fragment(rx.el.p(anew), account)), way_out)
    )
