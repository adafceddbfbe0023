"""To walk: read a list in its order, which soon meets what many people have."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, case, exists, select, true

from projections.user_search import TABLE as SEARCH
from projections.user_summary import TABLE as SUMMARIES
from queries import driver
from queries.filtering import Conditions
from queries.hits import FILTERED, STATEMENTS, TEXTS, hits, place, told
from queries.listings import Listing, Side, Wanted
from queries.paging import Rows, number


def walk(connection: Connection, listing: Listing, wanted: Wanted, rows: int) -> Side:
    """Look at the next so many rows of the list, in its order, until enough are hits."""
    values = {**listing.values, **wanted.values, "rows": rows}
    query = _walk(listing.shape, wanted.shape)
    number_of_hits, ids, is_more = driver.planned(connection, query, values)
    return Side(ids, number_of_hits, ended=not is_more and number_of_hits < wanted.count)


@lru_cache(STATEMENTS)
def _walk(listing: Listing, wanted: Wanted) -> Rows:
    table, order = listing.table, listing.order
    ids = wanted.of(select(table.c.id), order).where(*_in_order(listing))
    walked = ids.add_columns(*place(order), *_seen(listing)).limit(number("rows"))
    counted, named = told(
        wanted.of(*hits(listing, walked.subquery("walked")), is_cut=False), wanted
    )
    further = exists(ids.offset(number("rows")).limit(1))  # not looked for if hits are enough
    is_enough = counted >= number(wanted.name("count"))
    return select(counted, named, case((is_enough, true()), else_=further))


def _in_order(listing: Listing) -> Conditions:
    """Conditions that leave the index of the order in its order."""
    if listing.table is SUMMARIES:
        return listing.filters.in_order(listing.sort)
    return listing.filters.about(SEARCH.c.id) if listing.sort == "joined" else []


def _seen(listing: Listing) -> list[Any]:
    """What is read of each row beside its place: nothing where an index holds all."""
    if listing.table is SEARCH:
        return TEXTS
    return [] if listing.words else FILTERED
