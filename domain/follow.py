"""A follow: one person follows another, once, and never oneself."""

from datetime import date, datetime
from typing import Final, Self
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Computed, Date, Index
from sqlmodel import Field

from domain.columns import instant
from domain.events import (
    FollowerGained,
    FollowerLost,
    FollowingEnded,
    FollowingStarted,
)
from domain.ids import new_id
from domain.table_row import TableRow

# The first day of the month, in UTC whatever the time zone of the session.
_MONTH: Final = "(date_trunc('month'::text, (inserted_at AT TIME ZONE 'UTC'::text)))::date"


class Follow(TableRow, table=True):
    __tablename__ = "follows"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("follower_id <> followed_id", name="ck_follows_not_oneself"),
        Index("uq_follows_id", "id", unique=True),
        Index("ix_follows_followed_id", "followed_id", "id"),
        Index("ix_follows_follower_id", "follower_id", "id"),
        Index("ix_follows_month", "month", "followed_id"),  # equal keys take little room
    )

    follower_id: UUID = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE")
    followed_id: UUID = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE")
    id: UUID  # its order is the order of following
    inserted_at: datetime = instant()
    # Written by PostgreSQL.
    month: date | None = Field(
        default=None, sa_column=Column(Date, Computed(_MONTH, persisted=True), nullable=False)
    )

    @classmethod
    def new(cls, follower_id: UUID, followed_id: UUID, now: datetime) -> Self:
        return cls(
            id=new_id(now), follower_id=follower_id, followed_id=followed_id, inserted_at=now
        )

    def started(self) -> tuple[FollowingStarted, FollowerGained]:
        return (
            FollowingStarted(self.follower_id, after={"followed": str(self.followed_id)}),
            FollowerGained(self.followed_id, after={"follower": str(self.follower_id)}),
        )

    def ended(self) -> tuple[FollowingEnded, FollowerLost]:
        return (
            FollowingEnded(self.follower_id, before={"followed": str(self.followed_id)}),
            FollowerLost(self.followed_id, before={"follower": str(self.follower_id)}),
        )
