"""List posts: what one person wrote, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Connection, select

from domain.access import Actor, Permission
from domain.parsing import parsed
from projections.user_summary import TABLE as SUMMARIES
from projections.views import POSTS
from queries import paging, person
from queries.reading import columns


@dataclass(frozen=True, slots=True)
class PostRow:
    id: UUID
    text: str
    published_at: datetime
    edited_at: datetime | None  # None: never


@dataclass(frozen=True, slots=True)
class PostPage:
    rows: tuple[PostRow, ...]
    total: int
    first: int
    last: int
    newer: UUID | None
    older: UUID | None
    first_is_exact: bool  # else the page stands further on


@parsed
class ListPosts:
    permission: ClassVar = Permission.READ_DIRECTORY

    user_id: UUID
    after: UUID | None = None
    before: UUID | None = None
    page_size: paging.PageSize = 20

    def fetch(self, connection: Connection, actor: Actor) -> PostPage:
        """Raises NotFound as GetUser does."""
        [total] = person.find(connection, actor, self.user_id, SUMMARIES.c.post_count)
        query = select(*columns(POSTS, PostRow)).where(POSTS.c.author_id == self.user_id)
        rows, place = paging.page(connection, query, paging.Order(POSTS.c.id), self, total)
        return PostPage(tuple(PostRow(*row) for row in rows), total, *place)
