"""Addresses of our own pages: where a person may be sent, and where in a list an address is."""

import re
from typing import Final
from urllib.parse import quote
from uuid import UUID

from app.urls.routes import SIGN_IN, SIGN_UP

# No empty and no dotted segment: browsers read "//host", "/\\host" and "/.//host" as hosts.
_LOCAL: Final = re.compile(
    r"/(?:(?!\.{1,2}(?:[/?#]|$))[^/?#\\\x00-\x20\x7f-\x9f\ud800-\udfff]+(?:/(?!/)|(?=[?#]|$)))*"
    r"(?:[?#][^\\\x00-\x20\x7f-\x9f\ud800-\udfff]*)?"
)
_LONGEST: Final = 1000
_PAGES_TO_LEAVE: Final = (SIGN_IN, SIGN_UP, "/auth/")


def local(address: str) -> str | None:
    """Return `address` when it is a path of ours worth returning to, else None."""
    if (
        len(address) > _LONGEST
        or not _LOCAL.fullmatch(address)
        or address.startswith(_PAGES_TO_LEAVE)
    ):
        return None
    return address


def sign_in_address(wanted: str, *, ended: bool = False) -> str:
    """Return the sign-in page that leads on to `wanted`; it says so where a session `ended`."""
    target = local(wanted) or "/"
    query = [f"next={quote(target)}"] * (target != "/") + ["ended=1"] * ended
    return f"{SIGN_IN}?{'&'.join(query)}" if query else SIGN_IN


def cursor(text: str) -> UUID | None:
    """Return a cursor; an address that somebody cut short starts at the first page."""
    try:
        return UUID(text)
    except ValueError:
        return None
