"""A post: something a person wrote."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from domain.columns import instant


class Post(SQLModel, table=True):
    __tablename__ = "posts"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_posts_author_id", "author_id", "id"),)

    id: UUID = Field(primary_key=True)
    author_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE")
    text: str
    inserted_at: datetime = instant()
    updated_at: datetime = instant()
