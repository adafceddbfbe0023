"""A follow: one person follows another, once, and never oneself."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from domain.columns import instant


class Follow(SQLModel, table=True):
    __tablename__ = "follows"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("follower_id <> followed_id", name="ck_follows_not_oneself"),
        Index("ix_follows_followed_id", "followed_id"),
    )

    follower_id: UUID = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE")
    followed_id: UUID = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE")
    inserted_at: datetime = instant()
