"""What may come in with an event: text, numbers, nesting, and the address it claims."""

import re
from collections.abc import Iterator
from typing import Any, Final

DEEPEST: Final = 6
MOST_VALUES: Final = 2000
LONGEST_TEXT: Final = 65_536
LARGEST_NUMBER: Final = 2**53  # beyond it a browser cannot count
LONGEST_PATH: Final = 512
LONGEST_URL: Final = 4096
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


def place_of(place: object) -> dict[str, Any]:
    """The address bar of a page: `pathname`, `asPath` and `query`. Raises ValueError for more.

    People paste addresses that were cut or made by a machine: what follows the path is left out
    when it cannot be read, and the page shows what it shows without.
    """
    if not isinstance(place, dict) or place.keys() - _PLACE:
        raise ValueError("a forged address")
    path = place.get("pathname", "/")
    whole, query = place.get("asPath", path), place.get("query", {})
    if not _is_text(path, LONGEST_PATH) or not _PATH.fullmatch(path):
        raise ValueError("a forged address")
    if not isinstance(whole, str) or not whole.startswith(path) or not isinstance(query, dict):
        raise ValueError("a forged address")
    values = [*_leaves(query, 0)]  # an unknown path comes as a list of its segments
    readable = len(values) <= MOST_PARAMETERS and all(map(_is_text, [whole, *values]))
    if not readable:
        whole, query = path, {}
    return {"pathname": path, "asPath": whole, "query": query}


def _is_text(value: object, longest: int = LONGEST_URL) -> bool:
    return isinstance(value, str) and len(value) <= longest and not _UNREADABLE.search(value)


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
