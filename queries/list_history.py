"""List history: what happened to a person, when, and by whom; newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Connection, Row, select

from domain.access import Actor, Permission
from domain.errors import Forbidden
from domain.parsing import parsed
from projections.user_summary import TABLE as SUMMARIES
from projections.views import HISTORY
from queries import paging, person

SOMEBODY = "somebody"  # who is erased, or no longer active and not for the viewer to see
_PEOPLE = "follower", "followed"  # details that are ids of people
Details = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    id: UUID
    event: str  # such as "ProfileUpdated"
    happened_at: datetime
    actor_id: UUID | None  # None: there is nobody to be shown
    actor_name: str | None  # None: by nobody signed in, or the console
    before: Details  # people by their names
    after: Details


@dataclass(frozen=True, slots=True)
class HistoryPage:
    rows: tuple[HistoryEntry, ...]
    total: int  # entries; a lower bound unless total_is_exact
    total_is_exact: bool
    first: int
    last: int
    newer: UUID | None
    older: UUID | None
    first_is_exact: bool  # else the page stands further on


@parsed
class ListHistory:
    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT

    user_id: UUID
    after: UUID | None = None
    before: UUID | None = None
    page_size: paging.PageSize = 20

    def fetch(self, connection: Connection, actor: Actor) -> HistoryPage:
        """Raises Forbidden for the history of others, which is for staff; then NotFound."""
        if not person.sees_all_of(actor, self.user_id):
            raise Forbidden
        person.find(connection, actor, self.user_id, SUMMARIES.c.id)
        query = select(HISTORY).where(HISTORY.c.user_id == self.user_id)
        rows, place = paging.page(connection, query, paging.Order(HISTORY.c.id), self)
        names = _names(connection, actor, rows)
        entries = tuple(_entry(row, names) for row in rows)
        total, is_exact = paging.counted(connection, query.order_by(HISTORY.c.id.desc()))
        return HistoryPage(entries, total, is_exact, *place)


def _names(connection: Connection, actor: Actor, rows: Any) -> dict[UUID, str]:
    """Of everybody that the rows mention and the actor may see."""
    mentioned = {row.actor_id for row in rows} - {None}
    details = [details for row in rows for details in (row.before, row.after) if details]
    mentioned |= {UUID(each[key]) for each in details for key in _PEOPLE if key in each}
    named = select(SUMMARIES.c.id, SUMMARIES.c.name)
    known = named.where(SUMMARIES.c.id.in_(mentioned), person.seen_by(actor))
    return {row.id: row.name for row in connection.execute(known)}


def _entry(row: Row[Any], names: dict[UUID, str]) -> HistoryEntry:
    return HistoryEntry(
        id=row.id,
        event=row.name,
        happened_at=row.happened_at,
        actor_id=row.actor_id if row.actor_id in names else None,
        actor_name=names.get(row.actor_id, SOMEBODY) if row.actor_id else None,
        before=_named(row.before, names),
        after=_named(row.after, names),
    )


def _named(details: Details | None, names: dict[UUID, str]) -> Details:
    return {
        key: names.get(UUID(value), SOMEBODY) if value and key in _PEOPLE else value
        for key, value in (details or {}).items()
    }
