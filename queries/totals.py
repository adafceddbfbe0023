"""How many people a list has: from counters where they know it, else by counting them all."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from domain.errors import StatisticsIncomplete
from domain.values import Status
from projections.user_search import TABLE as SEARCH
from projections.user_statistics import SLOTS
from projections.user_statistics import TABLE as STATISTICS
from projections.user_summary import TABLE as SUMMARIES
from queries import driver
from queries.filtering import Filters
from queries.matching import Words
from queries.paging import Rows

# Each figure added up over its rows; null when these are not all there, which `whole` refuses.
FIGURES: dict[str, ColumnElement[Any]] = {
    column.name: case((func.count() == SLOTS, func.sum(column)))
    for column in STATISTICS.c
    if not column.primary_key
}
SUMS: dict[str, Rows] = {name: select(figure) for name, figure in FIGURES.items()}


def known(connection: Connection, filters: Filters) -> int | None:
    """Of everybody, of one status or of one role: maintained, and exact at every commit."""
    if (name := _counter(filters)) is None:
        return None
    [total] = driver.rows(connection, SUMS[name])[0]
    return whole(total)


def whole(total: Any) -> int:
    """A figure as it was read. Raises StatisticsIncomplete."""
    if total is None:
        raise StatisticsIncomplete
    return int(total)


def of_status(status: Status | None) -> ColumnElement[Any]:
    """The same, for a statement that asks for more; `whole` makes a number of it."""
    return SUMS[f"{status or 'total'}_users"].scalar_subquery()


def _counter(filters: Filters) -> str | None:
    if filters == Filters(status=filters.status):
        return f"{filters.status or 'total'}_users"
    return f"{filters.role}s" if filters == Filters(role=filters.role) else None


def exactly(connection: Connection, words: Words, filters: Filters) -> int:
    """Everybody whom words and filters find is counted."""
    values = {**words.values, **filters.values}
    return connection.scalar(_count(words.shape, filters.shape), values) or 0


def all_of(words: Words, filters: Filters) -> Rows:
    """The ids of all whom words and filters of this shape find.

    Every text is looked at: whoever asks for all has many, and an index would be a detour.
    """
    fitting = select(SUMMARIES.c.id).where(*filters.fit(SUMMARIES.c))
    if not words:
        return fitting
    found = select(SEARCH.c.id).where(*words.occur(SEARCH.c))
    return found if filters == Filters() else fitting.where(SUMMARIES.c.id.in_(found))


@lru_cache
def _count(words: Words, filters: Filters) -> Rows:
    return all_of(words, filters).with_only_columns(func.count(), maintain_column_froms=True)
