"""Find users: everybody, filtered and sorted, for staff."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from sqlalchemy import Connection, func, select

from domain.access import Actor, Permission, Role
from domain.parsing import parsed
from domain.values import Status
from projections.user_summary import TABLE as SUMMARIES
from queries import paging
from queries.filtering import LAST_ACTIVITY, filtered
from queries.reading import columns

# There is an index for each.
_SORTS = {
    "joined": None,  # by the id alone
    "name": func.fold(SUMMARIES.c.name),
    "activity": LAST_ACTIVITY,
    "followers": SUMMARIES.c.follower_count,
}


@dataclass(frozen=True, slots=True)
class FoundUser:
    id: UUID
    name: str
    email: str
    status: str
    role: str
    created_at: datetime
    last_activity_at: datetime | None  # None: never
    post_count: int
    follower_count: int


@dataclass(frozen=True, slots=True)
class FoundPage:
    rows: tuple[FoundUser, ...]
    total: int
    first: int
    last: int
    newer: UUID | None
    older: UUID | None


@parsed
class FindUsers:
    permission: ClassVar = Permission.SEE_PRIVATE

    search: str = ""
    status: Status | None = None
    role: Role | None = None
    joined_since: date | None = None
    joined_until: date | None = None
    inactive: bool = False
    sort: Literal["joined", "name", "activity", "followers"] = "joined"
    descending: bool = True
    after: UUID | None = None
    before: UUID | None = None
    page_size: paging.PageSize = 50

    def fetch(self, connection: Connection, actor: Actor) -> FoundPage:
        """The total is exact."""
        conditions = filtered(connection, actor, self)
        query = select(*columns(SUMMARIES, FoundUser)).where(*conditions)
        order = paging.Order(SUMMARIES.c.id, _SORTS[self.sort], self.descending)
        rows, place = paging.page(connection, query, order, self)
        total = paging.count(connection, query)
        return FoundPage(tuple(FoundUser(*row) for row in rows), total, *place)
