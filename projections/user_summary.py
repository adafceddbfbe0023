"""One row per person, shaped for the list and the profile page."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Index, Select, Table, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel

from domain.columns import instant
from domain.errors import SummaryMissing
from domain.follow import Follow
from domain.post import Post
from domain.user import User


class UserSummary(SQLModel, table=True):
    __tablename__ = "user_summaries"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        # Ids are in order of creation, so this serves the list of active people, newest first.
        Index("ix_user_summaries_status", "status", "id"),
        Index("ix_user_summaries_created_at", "created_at"),
        Index("ix_user_summaries_name", "name", "id"),
    )

    id: UUID = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE")
    email: str
    name: str
    bio: str
    status: str
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
_COPIED = "email", "name", "bio", "status", "role", "version", "last_activity_at"


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


def copy(connection: Connection, user_ids: Collection[UUID]) -> None:
    """Take over the people's own fields; their counts move with posts and follows.

    Raises SummaryMissing when a summary is gone: better no change than a half known one.
    """
    if not user_ids:
        return
    fields = {name: _USERS.c[name] for name in _COPIED}
    mine = (TABLE.c.id == _USERS.c.id) & TABLE.c.id.in_(user_ids)
    done = connection.execute(update(TABLE).where(mine).values(**fields, refreshed_at=func.now()))
    if done.rowcount != len(user_ids):
        raise SummaryMissing
