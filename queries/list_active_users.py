"""List active users: newest first, found by name or e-mail, one page at a time."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, Connection, exists, func, select

from domain.access import Actor, Permission
from domain.parsing import parsed
from domain.values import Status
from projections.user_statistics import TABLE as SLOTS
from projections.user_summary import TABLE as SUMMARIES
from queries.matching import matching
from queries.reading import columns

COUNTED = 1_000  # hits of a search that are counted unless `exact` asks for all


BIO_SHOWN = 200  # characters


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
    page_size: Annotated[int, Field(ge=1, le=100)] = 20
    exact: bool = False  # count all hits of the search, however many

    def fetch(self, connection: Connection, actor: Actor) -> UserPage:
        """Ids are in order of creation, so the id is order and cursor in one."""
        match = [SUMMARIES.c.status == Status.ACTIVE, *matching(connection, actor, self.search)]
        rows = self._rows(connection, actor, match)
        everybody = int(connection.scalar(select(func.sum(SLOTS.c.active_users))) or 0)
        total = self._total(connection, match) if len(match) > 1 else everybody
        bounded = len(match) > 1 and not self.exact and total > COUNTED
        newer = _count(connection, match, SUMMARIES.c.id > rows[0].id) if rows else 0
        return UserPage(
            rows=tuple(rows),
            total=COUNTED if bounded else total,
            total_is_exact=not bounded,
            everybody=everybody,
            first=newer + 1 if rows else 0,
            last=newer + len(rows),
            newer=rows[0].id if newer else None,
            older=rows[-1].id if rows and _any_older(connection, match, rows[-1].id) else None,
        )

    def _rows(self, connection: Connection, actor: Actor, match: list[Any]) -> list[UserRow]:
        key = SUMMARIES.c.id
        query = select(*_shown()).where(*match).limit(self.page_size)
        found: list[Any] = []
        if self.before:
            newer = query.where(key > self.before).order_by(key)
            found = list(reversed(connection.execute(newer).all()))
            if len(found) < self.page_size:
                found = []  # it reaches the top, and the first page is always full
        elif self.after:
            older = query.where(key < self.after).order_by(key.desc())
            found = list(connection.execute(older).all())
        # Without a cursor, or with one behind which nobody is left: the first page.
        found = found or list(connection.execute(query.order_by(key.desc())).all())
        return [_visible(UserRow(*row), actor) for row in found]

    def _total(self, connection: Connection, match: list[Any]) -> int:
        limit = None if self.exact else COUNTED + 1
        hits = select(SUMMARIES.c.id).where(*match).limit(limit).subquery()
        return connection.scalar(select(func.count()).select_from(hits)) or 0


def _shown() -> list[Any]:
    """The columns of a row; of the bio its beginning, which is all that a row has room for."""
    start = func.left(SUMMARIES.c.bio, BIO_SHOWN).label("bio")
    return [start if column.name == "bio" else column for column in columns(SUMMARIES, UserRow)]


def _visible(row: UserRow, actor: Actor) -> UserRow:
    """The row without what the actor may not see."""
    if actor.may(Permission.SEE_PRIVATE) or actor.user_id == row.id:
        return row
    return replace(row, email=None)


def _count(connection: Connection, match: list[Any], condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(SUMMARIES).where(*match, condition)
    return connection.scalar(query) or 0


def _any_older(connection: Connection, match: list[Any], last: UUID) -> bool:
    older = select(SUMMARIES.c.id).where(*match, SUMMARIES.c.id < last)
    return bool(connection.scalar(select(exists(older))))
