"""To gather: let another index name all candidates and sort those, which is quick for few.

Fragments are kept apart for each period of joining, of about 50 days. So those of a list in the
order of joining are gathered period by period, and only until there are enough.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Uuid,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    true,
)

from projections.user_search import TABLE as SEARCH
from projections.user_summary import TABLE as SUMMARIES
from queries import driver
from queries.hits import FILTERED, STATEMENTS, hits, place, told
from queries.listings import Listing, Side, Wanted
from queries.paging import Order, Rows, number
from queries.totals import SUMS, whole

FRAGMENTS = "fragments"
_ID = SEARCH.c.id
_ONE: ColumnElement[int] = literal_column("1")


def gather(
    connection: Connection, listing: Listing, by: str, sides: Sequence[Wanted], most: int
) -> tuple[int, list[Side]]:
    """How many candidates `by` names, at most `most`, and both sides among their hits, sorted.

    Of several words the index is asked for the first, or for two.
    """
    query = _gather(listing.shape, by, tuple(wanted.shape for wanted in sides))
    found, *told = _asked(connection, query, {**listing.values, "most": most}, sides)
    return found, _sides(told, sides)


def gather_in_order(
    connection: Connection, listing: Listing, sides: Sequence[Wanted]
) -> list[Side]:
    """Both sides of a list in the order of joining, of whom the fragments name."""
    query = _gather_in_order(listing.shape, tuple(wanted.shape for wanted in sides))
    return _sides(_asked(connection, query, listing.values, sides), sides)


def candidates(connection: Connection, listing: Listing, most: int) -> tuple[int, dict[str, int]]:
    """How many people there are; and how many each filter's index names, to a bound."""
    names = list(listing.filters.narrow())
    if not names:
        return 0, {}
    values = {**listing.values, "most": most + 1}
    people, *counts = driver.planned(connection, _counts(listing.shape), values)
    return whole(people), dict(zip(names, counts, strict=True))


def _asked(
    connection: Connection, query: Rows, values: dict[str, Any], sides: Sequence[Wanted]
) -> Any:
    for wanted in sides:
        values = values | wanted.values
    return driver.planned(connection, query, values)


def _sides(told: Sequence[Any], sides: Sequence[Wanted]) -> list[Side]:
    parts = zip(told[::2], told[1::2], sides, strict=True)
    return [Side(ids, hits, ended=hits < wanted.count) for hits, ids, wanted in parts]


@lru_cache(STATEMENTS)
def _counts(listing: Listing) -> Rows:
    each = (
        select(func.count()).select_from(_filtered(listing, by).limit(number("most")).subquery())
        for by in listing.filters.narrow()
    )
    people = SUMS["total_users"].scalar_subquery()
    return select(people, *(count.scalar_subquery() for count in each))


@lru_cache(STATEMENTS)
def _gather(listing: Listing, by: str, sides: tuple[Wanted, ...]) -> Rows:
    some = _named(listing) if by == FRAGMENTS else _filtered(listing, by)
    found = some.limit(number("most")).cte("found").prefix_with("materialized")
    each = _hits_by_id if listing.order.value is None else _hits_by_value
    parts = zip(each(listing, found, sides), sides, strict=True)
    columns = (column for part, wanted in parts for column in told(part, wanted))
    return select(select(func.count()).select_from(found).scalar_subquery(), *columns)


@lru_cache(STATEMENTS)
def _gather_in_order(listing: Listing, sides: tuple[Wanted, ...]) -> Rows:
    """The joins are loops, so each side comes in the order of periods, and in each of ids."""
    parts = ((hits(listing, _named(listing, wanted).subquery())[0], wanted) for wanted in sides)
    return select(*(column for part, wanted in parts for column in told(part, wanted)))


def _hits_by_id(listing: Listing, found: CTE, sides: Sequence[Wanted]) -> Iterator[Rows]:
    """The ids are sorted first, so that few are looked up."""
    order = Order(found.c.id, descending=listing.descending)
    for wanted in sides:
        ids = wanted.of(select(found), order).offset(0).subquery(wanted.name("sorted"))
        yield wanted.of(*hits(listing, ids), is_cut=False)


def _hits_by_value(listing: Listing, found: CTE, sides: Sequence[Wanted]) -> Iterator[Rows]:
    """All are looked up, and then sorted."""
    valued = hits(listing, found)[0].cte("valued")
    order = Order(valued.c.id, valued.c.place, listing.descending)
    return (wanted.of(select(valued.c.id), order, at=listing.order) for wanted in sides)


def _filtered(listing: Listing, by: str) -> Rows:
    """Whom the index of a filter names; with what else is needed of those who are all looked at."""
    order = listing.order
    columns: list[Any] = [] if order.value is None else list(FILTERED)
    if listing.table is SUMMARIES:
        columns += place(order)
    part = listing.filters.narrow()[by]
    return select(SUMMARIES.c.id, *columns).where(*part.fit(SUMMARIES.c))


def _named(listing: Listing, wanted: Wanted | None = None) -> Rows:
    """Whom the words find; those wanted come in their order, each period as it is needed."""
    words = listing.words
    keys = words.keys(func.generate_series(*_periods(listing, wanted)))
    periods = select(*keys).subquery("periods")
    those = select(_ID, true().label("is_hit")).where(
        *words.by_index(periods.c), *words.found(SEARCH.c)
    )
    # The offset keeps the planner from asking another index, of ids, for each period.
    one = those.correlate(periods).offset(0).subquery("one_period")
    named = select(one).where(*listing.filters.about(one.c.id))
    if wanted:
        named = wanted.of(named, Order(one.c.id, descending=listing.descending)).offset(0)
    each = named.lateral("named")
    return select(each.c.id, each.c.is_hit).select_from(periods.join(each, true()))


def ends() -> tuple[ColumnElement[int], ColumnElement[int]]:
    """The newest period and the oldest one in which anybody joined."""
    ids = select(func.id_period(_ID)).limit(_ONE)
    return ids.order_by(_ID.desc()).scalar_subquery(), ids.order_by(_ID).scalar_subquery()


def _periods(listing: Listing, wanted: Wanted | None) -> tuple[ColumnElement[int], ...]:
    """The first period, the last one, and the step to the next."""
    newest, oldest = ends()
    down = not wanted or listing.descending != wanted.reverse
    start, end = (newest, oldest) if down else (oldest, newest)
    if wanted and wanted.cursor:  # an address may hold any
        period = func.id_period(bindparam("cursor", type_=Uuid))
        start = func.least(func.greatest(period, oldest), newest)
    return start, end, literal(-1 if down else 1)
