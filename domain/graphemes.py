"""Names as they stand in a sentence: short enough to leave the sentence readable."""

import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Final

LONGEST: Final = 40  # graphemes, which are what people see as one character
_JOINER: Final = "\u200d"  # makes one emoji of several
_EXTENDING: Final = {
    *("\u200c", _JOINER),
    *map(chr, range(0x1F3FB, 0x1F400)),  # colours of skin
    *map(chr, range(0xE0020, 0xE0080)),  # tags, as in the flag of Scotland
}
_FLAG_LETTERS: Final = range(0x1F1E6, 0x1F200)  # two of them make the flag of a country


def shortened(name: str) -> str:
    """Return the name, or its first 40 graphemes and "…"."""
    end = next(islice(_starts(name), LONGEST, None), None)
    return name if end is None else f"{name[:end].rstrip()}…"


def _starts(text: str) -> Iterator[int]:
    """Yield where each grapheme begins, in code points.

    Unicode joins only emoji by a joiner. Here it joins whatever follows: then no cut is ever
    inside a grapheme.
    """
    before, flag_letters = "", 0
    for at, character in enumerate(text):
        flag_letters = flag_letters + 1 if ord(character) in _FLAG_LETTERS else 0
        is_second = flag_letters > 0 and flag_letters % 2 == 0
        if at == 0 or not (is_second or before == _JOINER or _extends(character)):
            yield at
        before = character


def _extends(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or character in _EXTENDING
