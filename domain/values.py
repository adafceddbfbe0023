"""Values that are right by construction: parse, don't validate."""

import re
import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, SecretStr

from domain.unseen import hides_in_line, hides_in_text, shows, trimmed

NAME_LIMIT = 200  # code points, as are the limits below
BIO_LIMIT = 2_000
POST_LIMIT = 5_000
REASON_LIMIT = 500
IDS_LIMIT = 10_000  # people in one command
PASSWORD_LIMITS = 15, 1_024
SEARCH_LIMIT = 300  # an address at its limit, and what was pasted around it
WORDS_LIMIT = 10
EMAIL_LIMIT = 254
MARKS_LIMIT = 10  # in a row; no script puts so many upon one letter
_NO_EMAIL = "Enter an e-mail address like name@example.org."
_HIDDEN = "Remove the invisible control characters."
_SHRINKS = 4  # code points that NFC turns into one, at most

# As ISO 8601 and RFC 3339 write it; without these marks digits would be seconds since 1970.
_DATE_AND_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}")


class Status(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    SUSPENDED = "suspended"


def _too_long(text: str, limit: int) -> str:
    return f"Use at most {limit:,} characters; this has {len(text):,}."


def _email(text: str) -> str:
    typed = text.strip()
    if len(typed) > _SHRINKS * EMAIL_LIMIT:
        raise ValueError(_NO_EMAIL)
    try:
        found = validate_email(
            trimmed(typed),
            check_deliverability=False,
            allow_smtputf8=False,
            strict=True,
            test_environment=True,  # a community on a network of its own may use .test
        )
    except EmailNotValidError:
        raise ValueError(_NO_EMAIL) from None
    return found.ascii_email or found.normalized


def stored_email(text: str) -> str:
    """The form in which an e-mail address is stored; empty, which is nobody's, for what is none.

    A sign that only looks like a letter must not find its owner: to PostgreSQL, the lower case of
    the Kelvin sign is k.
    """
    try:
        return _email(text)
    except ValueError:
        return ""


def _composed(text: str, limit: int) -> str:
    """In NFC. What is too long in every form is refused before it is looked at closely.

    Marks heaped upon one letter hide their neighbours, and take long to order.
    """
    if len(text) > _SHRINKS * limit:
        raise ValueError(_too_long(text, limit))
    if text.isascii():
        return text
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks > MARKS_LIMIT:
            raise ValueError(f"Use at most {MARKS_LIMIT} accents upon one letter.")
    return unicodedata.normalize("NFC", text)


def _name(text: str) -> str:
    """One line in NFC, spaces collapsed. Existing names may hold what is refused here."""
    line = _composed(text.strip(), NAME_LIMIT)
    name = " ".join(line.split())
    if not shows(name):
        raise ValueError("Enter a name.")
    if len(line.splitlines()) > 1:
        raise ValueError("Write the name on one line.")
    if hides_in_line(name):
        raise ValueError(_HIDDEN)
    if len(name) > NAME_LIMIT:
        raise ValueError(_too_long(name, NAME_LIMIT))
    return name


def _lines(text: str, limit: int) -> str:
    """Text of several lines in NFC, without spaces around it."""
    lines = _composed(text.replace("\r\n", "\n").replace("\r", "\n").strip(), limit)
    if hides_in_text(lines):
        raise ValueError(_HIDDEN)
    if len(lines) > limit:
        raise ValueError(_too_long(lines, limit))
    return lines


def _bio(text: str) -> str:
    return _lines(text, BIO_LIMIT)


def _post_text(text: str) -> str:
    lines = _lines(text, POST_LIMIT)
    if not shows(lines):
        raise ValueError("Write something first.")
    return lines


def _reason(text: str) -> str:
    lines = _lines(text, REASON_LIMIT)
    if not shows(lines):
        raise ValueError("Give a reason; the person will read it.")
    return lines


def _in_order(ids: frozenset[UUID]) -> frozenset[UUID]:
    """The same ids always look alike, so that a repeated command is known by its text form."""
    return frozenset(sorted(ids))


def _written_moment(value: object) -> object:
    if isinstance(value, datetime) or (isinstance(value, str) and _DATE_AND_TIME.match(value)):
        return value
    raise ValueError("Enter a date and a time with its time zone.")


def _moment(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the database would take it, and nobody could read it again
        raise ValueError("This date cannot be kept. Choose a nearer one.") from None


def _password(secret: SecretStr) -> SecretStr:
    """The same normalisation when it is set and when it is checked: RFC 8265 asks for NFC."""
    typed, longest = secret.get_secret_value(), PASSWORD_LIMITS[1]
    # Normalising what is much too long may take seconds.
    text = unicodedata.normalize("NFC", typed) if len(typed) <= _SHRINKS * longest else typed
    if len(text) > longest:
        raise ValueError(f"Use at most {longest:,} characters.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("Remove the invisible control characters.") from None
    return SecretStr(text)


def _new_password(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value()) < PASSWORD_LIMITS[0]:
        raise ValueError(f"Use at least {PASSWORD_LIMITS[0]} characters. Several words are good.")
    return secret


Email = Annotated[str, AfterValidator(_email)]  # the domain in lower case; unique without case
TypedEmail = Annotated[str, AfterValidator(stored_email)]  # to look for; never refused
Name = Annotated[str, AfterValidator(_name)]
Bio = Annotated[str, AfterValidator(_bio)]
PostText = Annotated[str, AfterValidator(_post_text)]
Reason = Annotated[str, AfterValidator(_reason)]
Moment = Annotated[  # in UTC
    AwareDatetime, BeforeValidator(_written_moment), AfterValidator(_moment)
]
UserIds = Annotated[
    frozenset[UUID], Field(min_length=1, max_length=IDS_LIMIT), AfterValidator(_in_order)
]
Password = Annotated[SecretStr, AfterValidator(_password)]
NewPassword = Annotated[SecretStr, AfterValidator(_password), AfterValidator(_new_password)]


def words(text: str) -> tuple[str, ...]:
    """What a search looks for: at most 10 words, from the first 300 characters.

    It never fails: a search arrives in an address that anybody may type.
    """
    typed = text[:SEARCH_LIMIT]
    visible = "".join(" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in typed)
    return tuple(visible.split()[:WORDS_LIMIT])
