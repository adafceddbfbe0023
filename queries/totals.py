"""How many people a list has: from counters where they know it, else by counting them all."""

from typing import Any

from sqlalchemy import Connection, Select, func, select

from projections.user_search import TABLE as SEARCH
from projections.user_statistics import TABLE as SLOTS
from projections.user_summary import TABLE as SUMMARIES
from queries.filtering import Filters
from queries.matching import Words


def known(connection: Connection, filters: Filters) -> int | None:
    """Of everybody, of one status or of one role: maintained, and exact at every commit."""
    if filters == Filters():
        name = "total_users"
    elif filters == Filters(status=filters.status):
        name = f"{filters.status}_users"
    elif filters == Filters(role=filters.role):
        name = f"{filters.role}s"
    else:
        return None
    return int(connection.scalar(select(func.sum(SLOTS.c[name]))) or 0)


def all_of(words: Words, filters: Filters) -> Select[*tuple[Any, ...]]:
    """The ids of all whom words and filters find.

    Every text is looked at: whoever asks for all has many, and an index would be a detour.
    """
    query = select(SUMMARIES.c.id).where(*filters.fit(SUMMARIES.c))
    if not words:
        return query
    return query.where(SUMMARIES.c.id.in_(select(SEARCH.c.id).where(*words.occur(SEARCH.c))))
