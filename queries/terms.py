"""The words of a search as they are compared, without what stands around pasted ones."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import dropwhile

from domain.values import SEARCH_LIMIT, stored_email, words

_QUOTED = re.compile(r"(?<!\S)['‘‚]((?!\s).{2,}?)['’‘](?=[\s,;>)]|$)")
_MAILTO = "mailto:"
_AROUND = {"Ps", "Pe", "Pi", "Pf"}  # brackets and quotation marks
_APOSTROPHES = {*"‘’‚‛"}  # of these categories, and yet a part of names


def terms(search: str) -> tuple[str, ...]:
    """What was typed, word by word; single quotation marks stand around it, not in it."""
    typed = search.strip()[:SEARCH_LIMIT]  # the pattern is slow with very many quotation marks
    return words(_QUOTED.sub(r"\1", typed))


def compared(typed: Iterable[str], folded: Iterable[str]) -> dict[str, str]:
    """Each word as names are compared with it, and as e-mail addresses are.

    Folding leaves nothing of an accent alone, and may leave a space: `folded` are texts.
    """
    found: dict[str, str] = {}
    for term, text in zip(typed, folded, strict=True):
        for word in filter(None, map(_bare, text.split())):
            found[word] = (stored_email(_bare(term)).lower() if "@" in word else "") or word
    return found


def _bare(word: str) -> str:
    bare = _within(word)
    if bare[: len(_MAILTO)].lower() == _MAILTO:
        bare = _within(bare[len(_MAILTO) :].partition("?")[0])
    return bare


def _within(word: str) -> str:
    beginning = "".join(dropwhile(_is_around, word))
    return "".join(dropwhile(_is_around, beginning[::-1]))[::-1]


def _is_around(sign: str) -> bool:
    if sign in _APOSTROPHES:
        return False
    return sign in ',;"<>،؛、' or unicodedata.category(sign) in _AROUND
