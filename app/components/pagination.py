"""What the states of all lists say of the page of rows that they hold."""

from collections.abc import Callable, Mapping, Sized
from typing import Final, Protocol
from uuid import UUID

ROUND: Final = 100  # rows, where it is only known that more than these stand before a page


class Shown(Protocol):
    """A page of rows, as every query that is paged returns it."""

    @property
    def rows(self) -> Sized: ...
    @property
    def total(self) -> int: ...
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def newer(self) -> UUID | None: ...
    @property
    def older(self) -> UUID | None: ...
    @property
    def first_is_exact(self) -> bool: ...


class Counted(Protocol):
    """How many rows there are in a list."""

    @property
    def total(self) -> int: ...
    @property
    def total_is_exact(self) -> bool: ...


def total(shown: Counted | None) -> str:
    """Such as "12,431", or "1,000+" where nobody counted on."""
    if not shown:
        return ""
    return f"{shown.total:,}" + ("" if shown.total_is_exact else "+")


def place(shown: Shown | None, total: str = "") -> str:
    """Where in its list the page stands; `total` in words, where it is no plain number."""
    if not shown or not shown.rows:
        return ""
    of = total or f"{shown.total:,}"
    if not shown.first_is_exact:
        # How many were counted differs from page to page, and would seem to go back and forth.
        before = (shown.first - 1) // ROUND * ROUND
        return f"After the first {before:,} of {of}" if before else f"One page of {of}"
    return f"{shown.first:,}–{shown.last:,} of {of}"


def exact(shown: Counted | None, address: Mapping[str, str], link: Callable[..., str]) -> str:
    """The same page with every hit counted, by `link(exact=1, ...)`; empty if they are."""
    if not shown or shown.total_is_exact:
        return ""
    return link(exact=1, **here(address))


def here(address: Mapping[str, str]) -> dict[str, str]:
    """Which page of its list an address asks for, for another link to the same page."""
    return {name: address[name] for name in ("after", "before") if name in address}


def newer(shown: Shown | None, link: Callable[..., str]) -> str:
    """The address of the page before, by `link(before=...)`; empty on the first page."""
    return link(before=shown.newer) if shown and shown.newer else ""


def older(shown: Shown | None, link: Callable[..., str]) -> str:
    """The address of the page after, by `link(after=...)`; empty on the last page."""
    return link(after=shown.older) if shown and shown.older else ""
