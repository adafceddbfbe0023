"""Sign up: one card, one form."""

import reflex as rx
from reflex_components_core.react_router import link

from app import routes
from app.components.forms import field, post_form
from app.layout import desk
from app.pages.sign_in import card, email_field
from domain.values import NAME_LIMIT, PASSWORD_LIMITS


def sign_up() -> rx.Component:
    """Return the page."""
    return desk(
        card(
            "Sign up",
            "You appear in the directory at once.",
            post_form(
                field(
                    name="name", label="Name", autocomplete="name", limit=NAME_LIMIT, required=True
                ),
                email_field(),
                field(
                    name="password",
                    label="Password",
                    type="password",
                    autocomplete="new-password",
                    help=f"At least {PASSWORD_LIMITS[0]} characters. Several words are good.",
                    required=True,
                ),
                action=routes.POST_SIGN_UP,
                submit="Sign up",
                busy_label="Signing up",
                failed="Something in the form is not right. Check it and try again.",
                names=["name", "email", "password"],
            ),
            rx.el.p("Already have an account? ", link("Sign in", to=routes.SIGN_IN)),
        )
    )
