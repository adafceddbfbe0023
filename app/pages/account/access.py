"""How one gets into one's account: the e-mail address, the password, the second factor."""

from datetime import datetime
from typing import Any, Final

import reflex as rx

from app.components.actions import action_button, action_form
from app.components.forms import account_field, address_note, field, password_field, post_form
from app.components.layout import ME, SITE
from app.pages.account.state import Account
from app.urls import routes

SETTINGS: Any = Account.settings  # in the parts below it is a Var
NOTES: Final = {
    "verified=1": "Your e-mail address is confirmed.",
    "email=changed": "Your e-mail address is changed.",
    "email=half": "One address is confirmed. "
    "Follow the link in the mail to the other one too: then the address is changed.",
}


class SecondFactor(rx.Component):
    """Sets the second factor up, shows since when it is there, and removes it."""

    library = "$/public/ui/second_factor.jsx"
    tag = "SecondFactor"

    since: rx.Var[datetime | None]
    left: rx.Var[int]  # recovery codes

    on_done: rx.EventHandler[rx.event.no_args_event_spec]


def email() -> rx.Component:
    return rx.fragment(
        address_note(notes=NOTES),
        rx.el.div(
            rx.el.p(SETTINGS.email, class_name="mail"),
            rx.cond(
                SETTINGS.verified,
                rx.el.span("Confirmed", class_name="status", data_tone="active"),
                rx.cond(
                    SITE.sends_mail,
                    rx.el.span("Not confirmed", class_name="status", data_tone="suspended"),
                ),
            ),
            rx.cond(ME.must_verify, _send_again()),
            class_name="card facts-line",
        ),
        rx.cond(SETTINGS.new_email, _under_way()),
        action_form(
            field(
                name="email",
                label="New e-mail address",
                type="email",
                autocomplete="email",
                required=True,
            ),
            label="Change the e-mail address",
            submit="Change e-mail address",
            on_submit=Account.ask_email_change,
        ),
    )


def _send_again() -> rx.Component:
    return action_button("Send the mail again", on_click=Account.ask_verification, fixed={})


def _under_way() -> rx.Component:
    return rx.el.div(
        rx.el.p("A change to ", rx.el.b(SETTINGS.new_email), " is under way."),
        rx.el.p(
            rx.cond(
                SETTINGS.verified,
                "It is made once both addresses are confirmed, each by its link. ",
                "It is made once the new address is confirmed, by its link. ",
            ),
            rx.cond(
                SITE.sends_mail,
                "The links are in the mails.",
                "This directory sends no mail: an administrator can give you what would be sent.",
            ),
        ),
        class_name="under-way",
    )


def password() -> rx.Component:
    return post_form(
        account_field(SETTINGS.email),
        password_field("current_password", "Current password"),
        password_field("new_password", "New password", is_new=True),
        action=routes.POST_PASSWORD,
        submit="Change password",
        busy_label="Changing password",
        names=["current_password", "new_password"],
        done="Your password is changed. Every other browser is signed out.",
        on_done=Account.load,
    )


def second_factor() -> rx.Component:
    return SecondFactor.create(
        since=SETTINGS.second_factor_since,
        left=SETTINGS.recovery_codes_left,
        on_done=Account.load,
    )
