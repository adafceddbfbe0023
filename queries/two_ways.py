"""The two ways to people in a list, in SQL that leaves the planner no choice between them."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, FromClause, Table, case, exists, func, select, true

from projections.user_search import TABLE as SEARCH
from projections.user_summary import TABLE as SUMMARIES
from queries.filtering import Conditions, Filters
from queries.listings import Listing, Side, Wanted
from queries.matching import matching
from queries.paging import Order, Rows

_FILTERED = [SUMMARIES.c[name] for name in ("status", "role", "created_at", "last_activity_at")]


def walk(connection: Connection, listing: Listing, wanted: Wanted, rows: int) -> Side:
    """Look at the next so many rows of the list, in its order, until enough are hits."""
    table, order = listing.table, listing.order
    ids = wanted.of(select(table.c.id), order, listing.at(wanted.cursor))
    ids = ids.where(*_in_order(listing))
    walked = ids.add_columns(*_place(order), *_seen(listing)).limit(rows).subquery("walked")
    counted, named = _told(wanted.of(*_hits(listing, walked), None), wanted)
    further = exists(ids.offset(rows).limit(1))  # not looked for where there are enough hits
    is_more = case((counted >= wanted.count, true()), else_=further)
    count, named, more = _answer(connection, counted, named, is_more)
    return Side(named, count, ended=not more and count < wanted.count)


def gather(
    connection: Connection, listing: Listing, by: Rows, sides: Sequence[Wanted], most: int
) -> tuple[int, list[Side]]:
    """How many candidates `by` names, at most `most`, and both sides among their hits, sorted."""
    found = by.limit(most).cte("found").prefix_with("materialized")
    hits, order = _hits(listing, found)
    if order.value is not None:  # else the ids are sorted first, and few are looked up
        valued = hits.cte("valued")
        hits, order = select(valued.c.id), Order(valued.c.id, valued.c.place, listing.descending)
    told = [
        column
        for wanted in sides
        for column in _told(wanted.of(hits, order, listing.at(wanted.cursor)), wanted)
    ]
    candidates = select(func.count()).select_from(found).scalar_subquery()
    count, *each = _answer(connection, candidates, *told)
    parts = zip(each[::2], each[1::2], sides, strict=True)
    return count, [Side(ids, n, ended=n < wanted.count) for n, ids, wanted in parts]


def _answer(connection: Connection, *columns: Any) -> tuple[Any, ...]:
    return tuple(connection.execute(select(*columns)).one())


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


def _told(hits: Rows, wanted: Wanted) -> list[Any]:
    """How many hits there are, and the ids of those that are to be named."""
    counted = hits.limit(wanted.count).cte(f"side_{int(wanted.reverse)}")
    named = select(counted.c.id).offset(wanted.skip).limit(wanted.names)
    return [
        select(func.count()).select_from(counted).scalar_subquery(),
        func.array(named.scalar_subquery()),
    ]


def candidates(connection: Connection, listing: Listing) -> Iterator[tuple[str, Rows]]:
    """The ways to ids by other indexes than that of the order, each by a name."""
    yield from listing.filters.narrow()
    if listing.words:
        yield "fragments", matching(connection, listing.words).add_columns(true().label("is_hit"))
