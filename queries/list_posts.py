"""List posts: what one person wrote, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Connection, Uuid, bindparam, select

from domain.access import Actor, Permission
from domain.parsing import parsed
from projections.user_summary import TABLE as SUMMARIES
from projections.views import POSTS
from queries import paging, person
from queries.pages import Pages
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


_TOTAL = person.showing([SUMMARIES.c.post_count])
_OF_AUTHOR = POSTS.c.author_id == bindparam("user_id", type_=Uuid)
_PAGES = Pages(select(*columns(POSTS, PostRow)).where(_OF_AUTHOR), paging.Order(POSTS.c.id))


@parsed
class ListPosts:
    permission: ClassVar = Permission.READ_DIRECTORY

    user_id: UUID
    after: UUID | None = None
    before: UUID | None = None
    page_size: paging.PageSize = 20

    def fetch(self, connection: Connection, actor: Actor) -> PostPage:
        """Raises NotFound as GetUser does."""
        [total] = person.find(connection, actor, self.user_id, _TOTAL)
        rows, place = _PAGES.page(connection, self, {"user_id": self.user_id}, total=total)
        return PostPage(tuple(PostRow(*row) for row in rows), total, *place)
