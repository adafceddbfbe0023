"""What each mail says, in plain text.

No name and no other text that somebody typed stands in a mail, but for the new address in the
question to the old one: whoever signs up with a stranger's address writes that stranger nothing.
"""

from typing import Final, NamedTuple

from app.config import settings
from app.urls import routes
from commands.take_mail import TakenMail
from domain.mail import MailKind


class Words(NamedTuple):
    """`link` is the page of the link, where there is one; {new_email} is put into the text."""

    subject: str
    text: str
    link: str = ""
    if_not_you: str = ""


_LEAVE: Final = "If this was not you, you need do nothing: leave the link alone."
_WATCH: Final = (
    "If this was not you, somebody else may use your account: reset your password at\n{forgot}\n"
    "and tell an administrator."
)
WORDS: Final = {
    MailKind.VERIFY_EMAIL: Words(
        "Confirm your e-mail address",
        "Somebody signed up at Rollcall with this e-mail address. If it was you, confirm that the "
        "address is yours:",
        routes.VERIFY,
        _LEAVE,
    ),
    MailKind.RESET_PASSWORD: Words(
        "Choose a new password",
        "Somebody asked for a new password for your account at Rollcall. If it was you, choose it "
        "here:",
        routes.RESET,
        "If this was not you, you need do nothing: your password stays as it is.",
    ),
    MailKind.CONFIRM_OLD_EMAIL: Words(
        "Confirm your change of e-mail address",
        "Your account at Rollcall is about to get another e-mail address:\n\n    {new_email}\n\n"
        "If you asked for it, confirm that this address is given up. The new one gets a mail too.",
        routes.CONFIRM_EMAIL,
        "If this was not you, leave the link alone: without it nothing changes. Somebody knows "
        "your password then; choose a new one at\n{forgot}",
    ),
    MailKind.CONFIRM_NEW_EMAIL: Words(
        "Confirm your new e-mail address",
        "Somebody wants to use this e-mail address for an account at Rollcall. If it was you, "
        "confirm that the address is yours:",
        routes.CONFIRM_EMAIL,
        _LEAVE,
    ),
    MailKind.ADDRESS_IN_USE: Words(
        "You have an account already",
        "Somebody tried to sign up at Rollcall with your e-mail address. It has an account "
        "already, so nothing was changed. If it was you, sign in at\n{sign_in}\n\n"
        "or, if you forgot your password, choose a new one at\n{forgot}",
        if_not_you="If this was not you, you need do nothing.",
    ),
    MailKind.PASSWORD_CHANGED: Words(
        "Your password was changed",
        "The password of your account at Rollcall was changed, and other browsers were signed out.",
        if_not_you=_WATCH,
    ),
    MailKind.EMAIL_CHANGED: Words(
        "Your e-mail address was changed",
        "Your account at Rollcall has another e-mail address now. This one is no longer used.",
        if_not_you="If this was not you, tell an administrator.",
    ),
    MailKind.SECOND_FACTOR_ADDED: Words(
        "Your account has a second factor",
        "From now on, signing in at Rollcall takes a code of your authenticator app too.",
        if_not_you=_WATCH,
    ),
    MailKind.SECOND_FACTOR_REMOVED: Words(
        "Your account has no second factor any more",
        "Signing in at Rollcall takes only your password from now on.",
        if_not_you=_WATCH,
    ),
}


def subject(mail: TakenMail) -> str:
    return WORDS[mail.kind].subject


def body(mail: TakenMail) -> str:
    """The whole text. Its links lead to the origin of the settings: no request has a say in it."""
    words = WORDS[mail.kind]
    parts = [words.text, words.if_not_you, f"Rollcall, {_origin()}"]
    if words.link:
        link = f"{_at(words.link)}#{mail.token}"
        parts[1:1] = [link, "The link helps once, and for one hour."]
    places = {"forgot": _at(routes.FORGOT), "sign_in": _at(routes.SIGN_IN)}
    return "\n\n".join(parts).format(new_email=mail.new_email, **places) + "\n"


def _at(page: str) -> str:
    return f"{_origin()}{page}"


def _origin() -> str:
    return settings.origin or f"http://127.0.0.1:{settings.port}"
