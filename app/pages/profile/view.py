"""One's own profile as a form."""

from typing import Any

import reflex as rx

from app.components.forms import edit_form, field
from app.components.layout import heading, loaded, page
from app.components.states import bone, go, skeleton
from app.pages.profile.state import Profile
from app.urls import routes
from domain.values import BIO_LIMIT, NAME_LIMIT

SAVED: Any = Profile.saved  # in the parts below it is a Var


def profile() -> rx.Component:
    """Return the page."""
    return page(
        heading("Edit profile", go("View profile", routes.person(Profile.me.id))),
        loaded(SAVED, _form(), _waiting(), Profile.load),
        current=routes.PROFILE,
    )


def _form() -> rx.Component:
    return rx.el.div(
        edit_form(
            field(
                name="name",
                label="Name",
                autocomplete="name",
                limit=NAME_LIMIT,
                initial=SAVED.name,
                required=True,
            ),
            field(
                name="bio",
                label="Bio",
                rows=6,
                limit=BIO_LIMIT,
                help="A few lines that everybody in the directory can read.",
                initial=SAVED.bio,
            ),
            saved=Profile.values,
            version=SAVED.version,
            errors=Profile.errors,
            theirs=Profile.theirs,
            problem=Profile.problem,
            answered=Profile.answered,
            accepted=Profile.accepted,
            submit="Save profile",
            on_save=Profile.save,
        ),
        class_name="form-column",
    )


def _waiting() -> rx.Component:
    return skeleton(
        rx.el.div(
            bone("label"), bone("control"), bone("label"), bone("area"), class_name="form-column"
        ),
        label="Your profile is being loaded",
    )
