"""Which of some people a list holds, in SQL that leaves the planner no choice of a way to them."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Table,
    func,
    literal,
    literal_column,
    select,
    true,
)

from projections.user_search import TABLE as SEARCH
from projections.user_summary import TABLE as SUMMARIES
from queries.filtering import Conditions, Filters
from queries.listings import Listing, Wanted
from queries.paging import Order, Rows, number

STATEMENTS = 500  # of each kind that are kept, of the shapes asked for last
FILTERED = [SUMMARIES.c[name] for name in ("status", "role", "created_at", "last_activity_at")]
_TIMES = FILTERED[2:]
# Rows to leave out. Spelled out, because of a parameter a plan expects a tenth of all.
NOTHING: ColumnElement[int] = literal_column("0")
TEXTS = [SEARCH.c.name.label("name"), SEARCH.c.email]


def place(order: Order) -> list[Any]:
    """The column that it goes by, if that is not the id."""
    return [] if order.value is None else [order.value.label("place")]


def hits(listing: Listing, among: FromClause) -> tuple[Rows, Order]:
    """Those of `among` whom words and filters find, and their order.

    What `among` lacks is looked up for each row, in its order. With a column `is_hit` it holds
    only whom the words find.
    """
    order = listing.order
    conditions, lacking = _conditions(listing, among)
    rows, found = among, among.c
    for table, fitting in lacking.items():
        columns = place(order) if table is listing.table else []
        has_times = table is SUMMARIES and "status" not in among.c and listing.filters.has_times
        row = _looked_up(table, among, fitting, columns + (_TIMES if has_times else []))
        rows = rows.join(row, true())
        found = row.c if "place" in row.c else found
        conditions += listing.filters.fit_times(row.c) if has_times else []
    value = None if order.value is None else found.place
    columns = [among.c.id] if value is None else [among.c.id, value]
    selected = select(*columns).select_from(rows).where(*conditions)
    return selected, Order(among.c.id, value, listing.descending)


def _conditions(listing: Listing, among: FromClause) -> tuple[Conditions, dict[Table, Conditions]]:
    """Those on what `among` has; and those on each table that has to be asked for the rest."""
    words, filters = listing.words, listing.filters
    here: Conditions = []
    lacking: dict[Table, Conditions] = {}
    if words and "is_hit" not in among.c:
        if "email" in among.c:
            here += words.found(among.c)
        else:
            lacking[SEARCH] = words.found(SEARCH.c)
    if filters != Filters():
        if "status" in among.c:
            here += filters.fit(among.c)
        else:
            lacking[SUMMARIES] = filters.fit_values(SUMMARIES.c)
    if listing.order.value is not None and "place" not in among.c:
        lacking.setdefault(listing.table, [])
    return here, lacking


def told(those: Rows, wanted: Wanted) -> tuple[Any, Any]:
    """How many there are, and the ids of those that are to be named."""
    most, skip, names = (number(wanted.name(of)) for of in ("count", "skip", "names"))
    counted = those.limit(most).cte(wanted.name("side"))
    named = select(counted.c.id).offset(skip).limit(names)
    counts = select(func.count()).select_from(counted).scalar_subquery()
    return counts, func.array(named.scalar_subquery())


def _looked_up(table: Table, among: FromClause, fitting: Conditions, columns: list[Any]) -> Any:
    """The row of each id if it fits; the offset keeps the planner from joining in any other way.

    No range may stand beside the id: an index of it would be gone through for each row.
    """
    row = select(*(columns or [literal(1)])).where(table.c.id == among.c.id, *fitting)
    return row.offset(NOTHING).lateral(table.name)
