"""One row per person, shaped for the list and the profile page."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Index, Select, Table, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel

from domain.columns import instant
from domain.errors import SummaryMissing
from domain.events import (
    Event,
    FollowerGained,
    FollowerLost,
    FollowingEnded,
    FollowingStarted,
    PostDeleted,
    PostPublished,
)
from domain.follow import Follow
from domain.post import Post
from domain.user import User


class UserSummary(SQLModel, table=True):
    __tablename__ = "user_summaries"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        # Ids are in order of creation, so this serves the list of active people, newest first.
        Index("ix_user_summaries_status", "status", "id"),
        Index("ix_user_summaries_created_at", "created_at"),
        Index("ix_user_summaries_name", text("fold(name)"), "id"),
        Index("ix_user_summaries_follower_count", "follower_count", "id"),
        Index(
            "ix_user_summaries_last_activity_at",
            text("coalesce(last_activity_at, '-infinity'::timestamptz)"),
            "id",
        ),
    )

    id: UUID = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE")
    email: str
    name: str
    bio: str
    status: str
    suspended_until: datetime | None = instant(default=None)
    suspension_reason: str | None = None
    role: str
    version: int
    created_at: datetime = instant()
    post_count: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    follower_count: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    following_count: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    last_activity_at: datetime | None = instant(default=None)
    inserted_at: datetime = instant(sa_column_kwargs={"server_default": func.now()})
    refreshed_at: datetime = instant(sa_column_kwargs={"server_default": func.now()})


TABLE: Table = UserSummary.metadata.tables["user_summaries"]
_USERS, _POSTS, _FOLLOWS = (
    table.metadata.tables[name]
    for table, name in ((User, "users"), (Post, "posts"), (Follow, "follows"))
)
_COPIED = (
    *("email", "name", "bio", "status", "suspended_until", "suspension_reason"),
    *("role", "version", "last_activity_at"),
)
# What an event does to the counts of its person.
_COUNTED: Final[dict[type[Event], tuple[str, int]]] = {
    PostPublished: ("post_count", 1),
    PostDeleted: ("post_count", -1),
    FollowerGained: ("follower_count", 1),
    FollowerLost: ("follower_count", -1),
    FollowingStarted: ("following_count", 1),
    FollowingEnded: ("following_count", -1),
}


def definition() -> Select[*tuple[Any, ...]]:
    """What the summaries must equal: to add, to rebuild and to verify all start here."""
    user = _USERS.c

    def count(column: Any) -> Any:
        return select(func.count()).where(column == user.id).scalar_subquery()

    return select(
        user.id,
        *(user[name] for name in _COPIED),
        user.inserted_at.label("created_at"),
        count(_POSTS.c.author_id).label("post_count"),
        count(_FOLLOWS.c.followed_id).label("follower_count"),
        count(_FOLLOWS.c.follower_id).label("following_count"),
    )


def add(connection: Connection, user_ids: Collection[UUID]) -> None:
    """Summaries of new people."""
    if user_ids:
        source = definition().where(_USERS.c.id.in_(user_ids))
        connection.execute(insert(TABLE).from_select(source.selected_columns.keys(), source))


def refresh(connection: Connection, events: Sequence[Event]) -> None:
    """Take over the own fields of the events' people, and move their counts by what happened.

    Raises SummaryMissing when a summary is gone: better no change than a half known one.
    """
    moves: dict[UUID, Counter[str]] = defaultdict(Counter)
    for event in events:
        name, step = _COUNTED.get(type(event), ("", 0))
        moves[event.user_id][name] += step
    alike: dict[tuple[tuple[str, int], ...], list[UUID]] = defaultdict(list)
    for user_id, move in moves.items():
        alike[tuple(sorted((name, step) for name, step in move.items() if step))].append(user_id)
    for steps, user_ids in alike.items():
        _write(connection, user_ids, {name: TABLE.c[name] + step for name, step in steps})


def _write(connection: Connection, user_ids: Collection[UUID], counts: dict[str, Any]) -> None:
    fields = {name: _USERS.c[name] for name in _COPIED}
    mine = (TABLE.c.id == _USERS.c.id) & TABLE.c.id.in_(user_ids)
    written = update(TABLE).where(mine).values(**fields, **counts, refreshed_at=func.now())
    if connection.execute(written).rowcount != len(user_ids):
        raise SummaryMissing
