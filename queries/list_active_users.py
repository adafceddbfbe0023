"""List active users: newest first, found by name or e-mail, one page at a time."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field
from sqlalchemy import Connection, func, select

from domain.access import Actor, Permission
from domain.parsing import parsed
from domain.values import Status
from projections.user_statistics import TABLE as SLOTS
from projections.user_summary import TABLE as SUMMARIES
from queries import paging, person
from queries.matching import matching
from queries.reading import columns

COUNTED = 1_000  # hits of a search that are counted unless `exact` asks for all
LAST_PAGE = 500  # that can be asked for by its number: what is skipped is read all the same


@dataclass(frozen=True, slots=True)
class UserRow:
    id: UUID
    name: str
    bio: str  # its first 200 characters
    email: str | None  # None: the viewer may not see it
    status: str
    post_count: int
    follower_count: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class UserPage:
    rows: tuple[UserRow, ...]
    total: int  # people that match; a lower bound unless total_is_exact
    total_is_exact: bool
    everybody: int  # all active people
    first: int  # position of the first row, counted from 1; 0 without rows
    last: int
    newer: UUID | None  # cursor of the page before (`before=`), None on the first page
    older: UUID | None  # cursor of the page after (`after=`), None on the last page


@parsed
class ListActiveUsers:
    permission: ClassVar = Permission.READ_DIRECTORY

    search: str = ""
    after: UUID | None = None  # the last id of the page before
    before: UUID | None = None  # the first id of the page after
    page: Annotated[int, Field(ge=1, le=LAST_PAGE)] | None = None  # instead of a cursor
    page_size: paging.PageSize = 20
    exact: bool = False  # count all hits of the search, however many

    def fetch(self, connection: Connection, actor: Actor) -> UserPage:
        """Ids are in order of creation, so the id is order and cursor in one."""
        match = matching(connection, actor, self.search)
        query = select(*columns(SUMMARIES, UserRow, person.SHORT_BIO)).where(
            SUMMARIES.c.status == Status.ACTIVE, *match
        )
        order, skip = paging.Order(SUMMARIES.c.id), ((self.page or 1) - 1) * self.page_size
        rows, place = paging.page(connection, query, order, self, skip)
        everybody = int(connection.scalar(select(func.sum(SLOTS.c.active_users))) or 0)
        total = self._hits(connection, query) if match else everybody
        bounded = bool(match) and not self.exact and total > COUNTED
        return UserPage(
            rows=tuple(_visible(UserRow(*row), actor) for row in rows),
            total=COUNTED if bounded else total,
            total_is_exact=not bounded,
            everybody=everybody,
            **place._asdict(),
        )

    def _hits(self, connection: Connection, query: paging.Rows) -> int:
        limit = None if self.exact else COUNTED + 1
        hits = query.with_only_columns(SUMMARIES.c.id).limit(limit).subquery()
        return connection.scalar(select(func.count()).select_from(hits)) or 0


def _visible(row: UserRow, actor: Actor) -> UserRow:
    """The row without what the actor may not see."""
    return row if person.sees_all_of(actor, row.id) else replace(row, email=None)
