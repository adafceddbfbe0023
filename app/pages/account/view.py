"""One's own account, section by section."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link

from app.components.actions import action_button, dialog_form
from app.components.history import history
from app.components.layout import heading, loaded, page
from app.components.lists import paging
from app.components.states import bone, go, skeleton
from app.components.text import when
from app.pages.account.access import email, password, second_factor
from app.pages.account.state import Account
from app.urls import routes

HISTORY: Any = Account.history  # in the parts below these are Vars
SIGN_INS: Any = Account.sign_ins


def account() -> rx.Component:
    """Return the page."""
    return page(
        heading("Account", go("Edit profile", routes.PROFILE)),
        loaded(HISTORY & Account.settings, _sections(), _waiting(), Account.load),
        current=routes.ACCOUNT,
    )


def _sections() -> rx.Component:
    return rx.el.div(
        _section(
            "E-mail address",
            "You sign in with it, and mails about your account go there. "
            "A new one is used once it is confirmed.",
            email(),
        ),
        _section("Password", "Changing it signs every other browser out.", password()),
        _section(
            "Second factor",
            "When you sign in, an app on your phone gives you a code that has to be entered too. "
            "Turning it on signs every other browser out.",
            second_factor(),
        ),
        _section(
            "Where you are signed in",
            "Sign out of what you don't know or don't use any more, and change your password.",
            rx.el.ul(rx.foreach(SIGN_INS, _sign_in), class_name="card sign-ins"),
            rx.cond(Account.has_others, _end_others()),
        ),
        _section(
            "History",
            "What happened to your account, and who did it. You and the staff can see it.",
            rx.el.div(history(HISTORY.rows, Account.me.id, own=True), class_name="card"),
            paging(Account.place, Account.newer, Account.older, rows="entries", in_place=True),
        ),
        _section(
            "Programs",
            "What you can do here, your programs can do too.",
            rx.el.p(link("API documentation", to=routes.API_DOCS, reload_document=True)),
        ),
        _section(
            "Leave",
            "Your profile is no longer shown, and you can't sign in any more.",
            _leave(),
        ),
        class_name="sections",
    )


def _section(title: str, meaning: str, *content: rx.Component) -> rx.Component:
    name = title.lower().replace(" ", "-")
    return rx.el.section(
        rx.el.header(rx.el.h2(title, id=name), rx.el.p(meaning, class_name="section-meaning")),
        rx.el.div(*content, class_name="section-content"),
        class_name="section",
        aria_labelledby=name,
    )


def _sign_in(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                row.browser,
                rx.cond(row.is_this, rx.el.span("This browser", class_name="tag")),
                class_name="sign-in-browser",
            ),
            rx.el.p(
                "Signed in ",
                when(at=row.created_at),
                rx.cond(row.is_this, "", rx.fragment(", last used ", when(at=row.last_used_at))),
                class_name="sign-in-time",
            ),
        ),
        rx.cond(
            row.is_this,
            rx.fragment(),
            action_button(
                "Sign out",
                spoken="Sign out of " + row.browser,
                on_click=Account.end_session,
                fixed={"login_id": row.id},
            ),
        ),
        key=row.id,
        class_name="sign-in",
    )


def _end_others() -> rx.Component:
    return dialog_form(
        trigger="Sign out everywhere else",
        title="Sign out everywhere else?",
        text="You stay signed in here. Every other browser has to sign in again.",
        submit="Sign out everywhere else",
        on_submit=Account.end_others,
    )


def _leave() -> rx.Component:
    return dialog_form(
        trigger="Leave the directory",
        trigger_class="button button-danger",
        title="Leave the directory?",
        text="You are signed out at once, in every browser, and your profile is no longer shown."
        "\n\nWhat you wrote and whom you follow is kept and still counted. "
        "An administrator can undo it.",
        submit="Leave the directory",
        cancel="Stay",
        danger=True,
        on_submit=Account.leave,
    )


def _waiting() -> rx.Component:
    section = rx.el.div(
        rx.el.div(bone("label"), bone("line")),
        rx.el.div(bone("control"), bone("label"), bone("control")),
        class_name="section",
    )
    return skeleton(
        rx.el.div(section, section, section, class_name="sections"),
        label="Your account is being loaded",
    )
