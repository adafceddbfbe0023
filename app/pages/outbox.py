"""Outbox: what was and will be sent to whom; where no mail server is configured, the mails."""

from dataclasses import replace
from typing import Any, Final

import reflex as rx
from reflex_components_core.react_router import link

from app.components.layout import SITE, heading, loaded, page
from app.components.states import bone, empty, skeleton
from app.components.text import amount, until, when
from app.feedback.form_errors import failures
from app.identity.readable_email import readable
from app.identity.session_state import SessionState, actor, may
from app.runtime.dispatch import ask
from app.urls import routes
from domain.access import Permission
from domain.graphemes import shortened
from domain.mail import MailKind
from queries.list_mails import LIMIT, ListMails, MailRow

KINDS: Final[dict[str, str]] = {
    MailKind.VERIFY_EMAIL: "Confirms an e-mail address",
    MailKind.RESET_PASSWORD: "Resets a password",
    MailKind.CONFIRM_OLD_EMAIL: "Gives up an e-mail address",
    MailKind.CONFIRM_NEW_EMAIL: "Confirms a new e-mail address",
    MailKind.ADDRESS_IN_USE: "Says that there is an account already",
    MailKind.PASSWORD_CHANGED: "Says that the password was changed",
    MailKind.EMAIL_CHANGED: "Says that the e-mail address was changed",
    MailKind.SECOND_FACTOR_ADDED: "Says that there is a second factor",
    MailKind.SECOND_FACTOR_REMOVED: "Says that the second factor is gone",
}


class Outbox(SessionState):
    """The mails that there were when the page was asked for; None before."""

    shown: tuple[MailRow, ...] | None = None

    @rx.event
    @may(Permission.READ_MAILS)
    async def load(self) -> None:
        with failures(self):
            mails = readable(await ask(ListMails(), actor()))
            self.shown = tuple(replace(mail, name=shortened(mail.name)) for mail in mails)


SHOWN: Any = Outbox.shown  # in the parts below both are Vars
WORDS: Any = rx.Var.create(KINDS)


def outbox() -> rx.Component:
    """Return the page."""
    return page(
        heading("Outbox"),
        loaded(
            SHOWN.is_not_none(),  # there, though there may be none
            rx.cond(SHOWN.length() > 0, _mails(), _nothing()),
            _waiting(),
            Outbox.load,
        ),
        current=routes.ADMIN_OUTBOX,
    )


def _mails() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            f"The last {LIMIT} mails, newest first.",
            rx.cond(
                SITE.sends_mail,
                "",
                " No mail server is configured, so each one is shown, with its link while that "
                "works: pass it on to the person.",
            ),
            class_name="outbox-meaning",
        ),
        rx.el.ul(rx.foreach(SHOWN, _row), class_name="card outbox"),
    )


def _row(mail: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h2(WORDS[mail.kind]),
            rx.el.p(
                link(mail.name, to=routes.admin_person(mail.user_id), dir="auto"),
                ", ",
                rx.el.span(mail.recipient),
            ),
            rx.el.p("Written ", when(at=mail.created_at), class_name="mail-when"),
            rx.cond(mail.error, rx.el.p(rx.el.code(mail.error), class_name="mail-error")),
            rx.cond(mail.body, _body(mail)),
        ),
        _state(mail),
        key=mail.id,
        class_name="outbox-mail",
    )


def _body(mail: Any) -> rx.Component:
    return rx.el.details(
        rx.el.summary("Show the mail"),
        rx.el.pre(mail.body, tab_index=0, aria_label="The mail to " + mail.recipient),
    )


def _state(mail: Any) -> rx.Component:
    tries = amount(value=mail.tries, one="try", many="tries", words="written")
    return rx.cond(
        mail.sent_at,
        _standing(rx.cond(mail.body, "Shown here", "Sent"), "active", when(at=mail.sent_at)),
        rx.cond(
            mail.given_up_at,
            _standing("Given up", "suspended", tries),
            rx.cond(
                mail.error,
                _standing("Tried again", "inactive", rx.fragment(until(at=mail.due_at))),
                _standing("Waits", "inactive", tries),
            ),
        ),
    )


def _standing(word: Any, tone: str, detail: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.p(word, class_name="status", data_tone=tone),
        rx.el.p(detail, class_name="mail-when"),
        class_name="mail-state",
    )


def _nothing() -> rx.Component:
    return empty("No mail yet", "What people are mailed appears here, and what became of it.")


def _waiting() -> rx.Component:
    row = rx.el.div(bone("name"), bone("number"), class_name="bone-row")
    return skeleton(rx.el.div(row, row, row, class_name="card"), label="The mails are being loaded")
