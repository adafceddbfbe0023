"""Finding people by words and filters: a page of them, in any order, however rare or common.

A list that an index holds as it is asked for is read there; for others, see `searching`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import Connection, Label, Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from domain.values import Status
from projections.user_summary import TABLE as SUMMARIES
from queries import driver, totals, whole_words
from queries.best_first import BestFirst
from queries.listings import Listing
from queries.pages import Pages
from queries.paging import NOWHERE, Asked, Place, Rows, is_strict
from queries.searching import Search
from queries.sides import PageOfIds


class _Asked(Asked, Protocol):
    @property
    def exact(self) -> bool: ...  # count all hits, however many


class Found(NamedTuple):
    rows: Sequence[Sequence[Any]]  # the columns
    place: Place
    total: int  # hits; a lower bound unless total_is_exact
    total_is_exact: bool


@dataclass(frozen=True, slots=True)
class _Top:
    """Asks for the first page."""

    page_size: int
    after: UUID | None = None
    before: UUID | None = None


def find(
    connection: Connection,
    listing: Listing,
    columns: tuple[Any, ...],
    asked: _Asked,
    skip: int = 0,
) -> Found:
    """These columns of the people of the page asked for.

    Without a cursor, that is what follows after `skip` hits. A cursor behind which there is nobody,
    or before which there is no full page, shows the first page. The total is exact without filters,
    with only a status, with only a role, or if asked; with only days or only inactivity up to
    10,000; else it is counted up to 1,000 hits.
    """
    if listing.words.finds_nobody:
        return Found((), NOWHERE, 0, total_is_exact=True)
    if listing.is_indexed and not (asked.after or asked.before or skip):
        return _first(connection, listing, columns, asked)
    total = None if listing.words else totals.known(connection, listing.filters)
    if listing.is_indexed and total is not None:
        pages = _pages(listing.shape, columns)
        return Found(*pages.page(connection, asked, total=total, skip=skip), total, True)
    ids, place, hits, is_exact = (
        _best_first(connection, listing, asked, skip)
        if listing.best_first and listing.words
        else _searched(connection, listing, asked, skip, total)
    )
    if asked.exact and not is_exact:
        hits, is_exact = totals.exactly(connection, listing.words, listing.filters), True
    found = driver.rows(connection, _rows(columns), {"ids": [*ids]}) if ids else []
    rows = {row.id: row for row in found}
    return Found([rows[each] for each in ids], place, hits, is_exact)


def _first(
    connection: Connection, listing: Listing, columns: tuple[Any, ...], asked: Asked
) -> Found:
    """The first page with its total, in one statement. Where nobody is shown, there is nobody."""
    pages = _pages(listing.shape, (*columns, _total(listing.filters.status)))
    rows, place = pages.page(connection, asked)
    total = totals.whole(rows[0].total) if rows else 0
    return Found([row[:-1] for row in rows], place, total, True)


def _best_first(connection: Connection, listing: Listing, asked: Asked, skip: int) -> PageOfIds:
    best = whole_words.best(connection, listing)
    if not best.ids:
        return _searched(connection, listing, asked, skip, None)
    return BestFirst(connection, listing, best).page(asked, skip)


def _searched(
    connection: Connection, listing: Listing, asked: Asked, skip: int, total: int | None
) -> PageOfIds:
    search = Search(connection, listing, asked, skip, total)
    search.run()
    found = search.sides
    is_short = len(found.ids) < (asked.page_size if asked.before else 1)
    if (asked.after or asked.before) and is_short and not is_strict(asked):
        return _searched(connection, listing, _Top(asked.page_size), 0, total)
    return PageOfIds(found.ids, found.place(), *found.counted())


@lru_cache
def _total(status: Status | None) -> Label[Any]:
    """Made once, as the pages are that show it."""
    return totals.of_status(status).label("total")


@lru_cache
def _rows(columns: tuple[Any, ...]) -> Rows:
    return select(*columns).where(SUMMARIES.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))


@lru_cache
def _pages(listing: Listing, columns: tuple[Any, ...]) -> Pages:
    query = select(*columns).where(*listing.filters.fit(SUMMARIES.c))
    if listing.table is SUMMARIES:
        return Pages(query, listing.order)
    joined = query.join(listing.table, listing.table.c.id == SUMMARIES.c.id)
    return Pages(joined, listing.order, keys=select(listing.table.c.id))
