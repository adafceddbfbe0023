"""A post: something a person wrote."""

from datetime import datetime
from typing import Self
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from domain.columns import instant, not_empty
from domain.errors import StaleFields
from domain.events import PostDeleted, PostEdited, PostPublished
from domain.ids import new_id
from domain.table_row import TableRow
from domain.values import PostText


class Post(TableRow, table=True):
    __tablename__ = "posts"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_posts_author_id", "author_id", "id"),
        not_empty("posts", "text"),
    )

    id: UUID = Field(primary_key=True)
    author_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE")
    text: str
    inserted_at: datetime = instant()
    updated_at: datetime = instant()

    @classmethod
    def new(cls, author_id: UUID, text: PostText, now: datetime) -> Self:
        return cls(id=new_id(now), author_id=author_id, text=text, inserted_at=now, updated_at=now)

    def published(self) -> PostPublished:
        return PostPublished(self.author_id, after={"text": self.text})

    def edit(self, text: PostText, now: datetime, *, seen: str | None = None) -> PostEdited | None:
        """None when the text is the same. Raises StaleFields when it is no longer `seen`."""
        if text == self.text:
            return None
        if seen not in (None, self.text):
            raise StaleFields({"text": self.text})
        before, self.text, self.updated_at = self.text, text, now
        return PostEdited(self.author_id, {"text": before}, {"text": text})

    def deleted(self) -> PostDeleted:
        return PostDeleted(self.author_id, before={"text": self.text})
