"""The two ways to people in a list, in SQL that leaves the planner no choice between them."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import CTE, Connection, FromClause, Table, case, exists, func, select, true

from projections.user_search import TABLE as SEARCH
from projections.user_summary import TABLE as SUMMARIES
from queries.filtering import Conditions, Filters
from queries.listings import Listing, Side, Wanted
from queries.paging import Order, Rows, number
from queries.totals import SUMS

FRAGMENTS = "fragments"
STATEMENTS = 500  # that are kept, of the shapes asked for last
_FILTERED = [SUMMARIES.c[name] for name in ("status", "role", "created_at", "last_activity_at")]


def walk(connection: Connection, listing: Listing, wanted: Wanted, rows: int) -> Side:
    """Look at the next so many rows of the list, in its order, until enough are hits."""
    values = {**listing.values, **wanted.values, "rows": rows}
    query = _walk(listing.shape, wanted.shape)
    hits, ids, is_more = connection.execute(query, values).one()
    return Side(ids, hits, ended=not is_more and hits < wanted.count)


def gather(
    connection: Connection, listing: Listing, by: str, sides: Sequence[Wanted], most: int
) -> tuple[int, list[Side]]:
    """How many candidates `by` names, at most `most`, and both sides among their hits, sorted.

    Of several words the index is asked for the first.
    """
    values = {**listing.values, "most": most}
    for wanted in sides:
        values |= wanted.values
    query = _gather(listing.shape, by, tuple(wanted.shape for wanted in sides))
    found, *each = connection.execute(query, values).one()
    parts = zip(each[::2], each[1::2], sides, strict=True)
    return found, [Side(ids, hits, ended=hits < wanted.count) for hits, ids, wanted in parts]


def ways(listing: Listing) -> list[str]:
    """The other indexes that know candidates, by names for `gather`."""
    return [*listing.filters.narrow(), *([FRAGMENTS] if listing.words else [])]


def fewest(connection: Connection, listing: Listing, most: int) -> str | None:
    """The filter whose index names the fewest candidates.

    None if these are more than `most`, or one in 20 of all people: then a walk soon meets them.
    """
    names = list(listing.filters.narrow())
    if not names:
        return None
    values = {**listing.values, "most": most + 1}
    people, *counts = connection.execute(_counts(listing.shape), values).one()
    count, name = min(zip(counts, names, strict=True))
    return name if count <= most and count * 20 <= people else None


@lru_cache(STATEMENTS)
def _counts(listing: Listing) -> Rows:
    """How many people there are, and how many candidates each filter has, to a bound."""
    each = (
        select(func.count()).select_from(_candidates(listing, by).limit(number("most")).subquery())
        for by in listing.filters.narrow()
    )
    people = SUMS["total_users"].scalar_subquery()
    return select(people, *(count.scalar_subquery() for count in each))


@lru_cache(STATEMENTS)
def _walk(listing: Listing, wanted: Wanted) -> Rows:
    table, order = listing.table, listing.order
    ids = wanted.of(select(table.c.id), order).where(*_in_order(listing))
    walked = ids.add_columns(*_place(order), *_seen(listing)).limit(number("rows"))
    hits = wanted.of(*_hits(listing, walked.subquery("walked")), is_cut=False)
    counted, named = _told(hits, wanted)
    further = exists(ids.offset(number("rows")).limit(1))  # not looked for if hits are enough
    is_enough = counted >= number(wanted.name("count"))
    return select(counted, named, case((is_enough, true()), else_=further))


@lru_cache(STATEMENTS)
def _gather(listing: Listing, by: str, sides: tuple[Wanted, ...]) -> Rows:
    found = _candidates(listing, by).limit(number("most")).cte("found").prefix_with("materialized")
    hits = _hits_by_id if listing.order.value is None else _hits_by_value
    parts = zip(hits(listing, found, sides), sides, strict=True)
    told = (column for part, wanted in parts for column in _told(part, wanted))
    return select(select(func.count()).select_from(found).scalar_subquery(), *told)


def _hits_by_id(listing: Listing, found: CTE, sides: Sequence[Wanted]) -> Iterator[Rows]:
    """The ids are sorted first, so that few are looked up."""
    order = Order(found.c.id, descending=listing.descending)
    for wanted in sides:
        ids = wanted.of(select(found), order).offset(0).subquery(wanted.name("sorted"))
        yield wanted.of(*_hits(listing, ids), is_cut=False)


def _hits_by_value(listing: Listing, found: CTE, sides: Sequence[Wanted]) -> Iterator[Rows]:
    """All are looked up, and then sorted."""
    valued = _hits(listing, found)[0].cte("valued")
    order = Order(valued.c.id, valued.c.place, listing.descending)
    return (wanted.of(select(valued.c.id), order) for wanted in sides)


def _candidates(listing: Listing, by: str) -> Rows:
    if by != FRAGMENTS:
        part = listing.filters.narrow()[by]
        return select(SUMMARIES.c.id).where(*part.fit(SUMMARIES.c))
    words = listing.words
    found = select(SEARCH.c.id, true().label("is_hit"))
    return found.where(words.by_index(), *words.occur(SEARCH.c))


def _in_order(listing: Listing) -> Conditions:
    """Conditions that leave the index of the order in its order."""
    if listing.table is SUMMARIES:
        return listing.filters.in_order(listing.sort)
    return listing.filters.about(SEARCH.c.id) if listing.sort == "joined" else []


def _place(order: Order) -> list[Any]:
    return [] if order.value is None else [order.value.label("place")]


def _seen(listing: Listing) -> list[Any]:
    """What a walk reads of each row beside its place: nothing where an index holds all."""
    if listing.table is SEARCH:
        return [SEARCH.c.name.label("name"), SEARCH.c.email]
    return [] if listing.words else _FILTERED


def _hits(listing: Listing, among: FromClause) -> tuple[Rows, Order]:
    """Those of `among` whom words and filters find, and their order.

    What `among` lacks is looked up for each row, in its order.
    """
    words, filters = listing.words, listing.filters
    parts: dict[Table, Any] = {}
    joined = among

    def having(column: str, table: Table) -> Any:
        nonlocal joined
        if column in among.c:
            return among.c
        if table not in parts:
            parts[table] = _looked_up(table, among, listing)
            joined = joined.join(parts[table], true())
        return parts[table].c

    hits: list[Any] = [among.c.id]
    conditions: Conditions = []
    if words and "is_hit" not in among.c:
        conditions += words.occur(having("email", SEARCH))
    if filters != Filters():
        conditions += filters.fit(having("status", SUMMARIES))
    place = None
    if listing.order.value is not None:
        place = having("place", listing.table).place
        hits.append(place)
    rows = select(*hits).select_from(joined).where(*conditions)
    return rows, Order(among.c.id, place, listing.descending)


def _looked_up(table: Table, among: FromClause, listing: Listing) -> Any:
    """The row of each id; the offset keeps the planner from joining in any other way."""
    columns = [SEARCH.c.name.label("name"), SEARCH.c.email] if table is SEARCH else _FILTERED
    place = _place(listing.order) if table is listing.table else []
    row = select(*columns, *place).where(table.c.id == among.c.id)
    return row.offset(0).lateral(table.name)


def _told(hits: Rows, wanted: Wanted) -> tuple[Any, Any]:
    """How many hits there are, and the ids of those that are to be named."""
    most, skip, names = (number(wanted.name(of)) for of in ("count", "skip", "names"))
    counted = hits.limit(most).cte(wanted.name("side"))
    named = select(counted.c.id).offset(skip).limit(names)
    counts = select(func.count()).select_from(counted).scalar_subquery()
    return counts, func.array(named.scalar_subquery())
