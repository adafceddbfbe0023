"""Characters that nobody sees: where they are refused, left out, or all that there is."""

import re
import unicodedata
from itertools import dropwhile
from typing import Final

# Unicode's Default_Ignorable_Code_Point, which Python does not know: first and last.
_RANGES: Final = (
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
    *((0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8)),
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
_IGNORABLE: Final = frozenset(chr(n) for first, last in _RANGES for n in range(first, last + 1))
# Those that make one sign of several, or choose its form: names of some languages need them.
_FORMING: Final = re.compile("[\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# The flag of a part of a country is a black one and invisible tags. Elsewhere tags hide a text.
_FLAG: Final = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
_TAGS: Final = frozenset(map(chr, range(0xE0000, 0xE0080)))
# Explicit direction marks let a text rewrite what follows it on the page.
_TURNING: Final = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
_CONTROLS: Final = {"Cc", "Cs"}  # NUL among them, and lone surrogates
# Letters and symbols by their category, and yet nothing to see.
_BLANK: Final = {*"\u115f\u1160\u2800\u3164\uffa0\ufffc\U0001d159"}


def shows(text: str) -> bool:
    """Whether there is anything to see."""
    return any(unicodedata.category(c)[0] in "LNPS" and c not in _BLANK for c in text)


def trimmed(text: str) -> str:
    """The text without spaces around it, and without what is invisible there."""
    if text.isascii():  # nothing of ASCII is ignorable
        return text.strip()
    beginning = "".join(dropwhile(_is_unseen, text))
    return "".join(dropwhile(_is_unseen, reversed(beginning)))[::-1]


def hides_in_line(line: str) -> bool:
    """Whether one line holds what cannot be seen in it, so that it may pass for another."""
    if line.isascii() and line.isprintable():  # as most are, and tried in a hundredth of the time
        return False
    plain = _FORMING.sub("", _FLAG.sub("", line))
    hidden = _CONTROLS | {"Cf"}
    return any(
        c in _IGNORABLE or unicodedata.category(c) in hidden or _is_noncharacter(c) for c in plain
    )


def hides_in_text(text: str) -> bool:
    """Whether a text of several lines holds what none needs.

    Soft hyphens, word joiners and marks of direction stay: they come with text from elsewhere, and
    what somebody writes passes for nothing else.
    """
    unbroken = text.replace("\n", "").replace("\t", "")
    if unbroken.isascii() and unbroken.isprintable():
        return False
    plain = _FLAG.sub("", unbroken)
    refused = _TURNING | _TAGS
    return any(
        c in refused or unicodedata.category(c) in _CONTROLS or _is_noncharacter(c) for c in plain
    )


def _is_unseen(character: str) -> bool:
    return character.isspace() or character in _IGNORABLE


def _is_noncharacter(character: str) -> bool:
    """Whether Unicode will never give this code point a meaning."""
    code = ord(character)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # noqa: PLR2004 - as it defines them
