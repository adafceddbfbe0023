"""What may come in with an event: text, numbers, nesting, and the address it claims."""

import re
from collections.abc import Iterator
from typing import Any, Final

DEEPEST: Final = 6
MOST_VALUES: Final = 2000
LONGEST_TEXT: Final = 65_536
LARGEST_NUMBER: Final = 2**53  # beyond it a browser cannot count
LONGEST_PATH: Final = 512
LONGEST_URL: Final = 2048
MOST_PARAMETERS: Final = 64  # names, values and segments

# NUL, and halves of a pair: neither the database nor the socket can carry them.
_UNREADABLE: Final = re.compile(r"[\x00\ud800-\udfff]")
_PATH: Final = re.compile(r"/(?![/\\])[^?#\\\x00-\x20\x7f-\x9f]*")
_PLACE: Final = frozenset({"pathname", "asPath", "query"})


class Unreadable(Exception):
    """Text that cannot be stored."""


def check_payload(payload: object) -> None:
    """Raises Unreadable for bad text, ValueError for anything that no page sends."""
    if not isinstance(payload, dict):
        raise ValueError("no arguments")  # noqa: TRY004  # one kind of refusal for the gate
    length = 0
    for count, value in enumerate(_leaves(payload, 0)):
        if isinstance(value, str):
            length += len(value)
            if _UNREADABLE.search(value):
                raise Unreadable
        elif not _countable(value):
            raise ValueError("a value that is no text or number")
        if count > MOST_VALUES or length > LONGEST_TEXT:
            raise ValueError("too much")


def check_place(place: object) -> None:
    """Raises ValueError unless `place` is the address bar of a page, and nothing more."""
    if not isinstance(place, dict) or place.keys() - _PLACE or not _is_place(place):
        raise ValueError("a forged address")


def _is_place(place: dict[Any, Any]) -> bool:
    path, whole, query = (
        place.get("pathname", "/"),
        place.get("asPath", "/"),
        place.get("query", {}),
    )
    if not (isinstance(path, str) and isinstance(whole, str) and isinstance(query, dict)):
        return False
    if len(path) > LONGEST_PATH or len(whole) > LONGEST_URL:
        return False
    parameters = [*_leaves(query, 0)]  # an unknown path comes as a list of its segments
    if len(parameters) > MOST_PARAMETERS or not all(map(_is_text, parameters)):
        return False
    return bool(_PATH.fullmatch(path)) and whole.startswith(path) and _is_text(whole)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_URL and not _UNREADABLE.search(value)


def _countable(value: object) -> bool:
    if value is None or isinstance(value, bool):
        return True
    # NaN is not below anything, and infinity is not below the largest number.
    return isinstance(value, int | float) and abs(value) < LARGEST_NUMBER


def _leaves(value: object, depth: int) -> Iterator[object]:
    if depth > DEEPEST:
        raise ValueError("nested too deep")
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _leaves(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, depth + 1)
    else:
        yield value
