"""E-mail addresses as people write them: the domain in its own letters, where it can't deceive."""

import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from email_validator import EmailNotValidError, validate_email

from domain.values import stored_email

_ADDRESSES: Final = {"email", "new_email", "recipient"}
_IN_CODE: Final = "xn--"
# A label is shown if it is of one of these scripts, or of those that one language mixes.
_ALONE: Final = ("LATIN", "CYRILLIC", "GREEK", "HEBREW", "ARABIC", "DEVANAGARI", "THAI", "GEORGIAN")
_TOGETHER: Final = (
    {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"},
    {"CJK", "HANGUL"},
    *({script} for script in _ALONE),
)
# Of the Latin letters that are no accented ones, those that nobody takes for another.
_LATIN: Final = {*"ßæœøđłþð"}
# Letters of which a whole label passes for a Latin one.
_LOOK_ALIKES: Final = {
    *"асԁеһіјӏорԛѕԝхуъьҽпгѵѡкмтвн",
    *"αγικνορτυωχςηεβ",
}


def readable(answer: Any) -> Any:
    """Return a query's answer as a page shows it."""
    if isinstance(answer, tuple):
        return tuple(map(readable, answer))
    if not is_dataclass(answer) or isinstance(answer, type):
        return answer
    values = {field.name: getattr(answer, field.name) for field in fields(answer)}
    shown = {name: _readable(name, value) for name, value in values.items()}
    return answer if shown == values else replace(answer, **shown)


def _readable(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return shown_email(value) if name in _ADDRESSES else value
    if isinstance(value, dict):  # the details of an event
        return {key: _readable(key, detail) for key, detail in value.items()}
    return readable(value)


def shown_email(stored: str) -> str:
    """Return the address in the letters of its domain, if they lead back to the stored one."""
    if _IN_CODE not in stored:
        return stored
    try:
        written = validate_email(
            stored, check_deliverability=False, strict=True, test_environment=True
        ).normalized
    except EmailNotValidError:
        return stored
    labels = written.rpartition("@")[2].split(".")
    return written if all(map(_is_plain, labels)) and stored_email(written) == stored else stored


def _is_plain(label: str) -> bool:
    """Whether a label can be shown as it is: it passes for no other."""
    letters = [c for c in label if not (c.isascii() and (c.isdigit() or c == "-"))]
    names = {unicodedata.name(c, "").partition(" ")[0] for c in letters if c.isalpha()}
    if not any(names <= scripts for scripts in _TOGETHER):
        return False
    if names == {"LATIN"}:
        return all(c in _LATIN or unicodedata.normalize("NFKD", c)[0].isascii() for c in letters)
    return not letters or not _LOOK_ALIKES.issuperset(letters)
