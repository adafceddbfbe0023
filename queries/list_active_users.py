"""List active users: newest first, found by name or e-mail, one page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field
from sqlalchemy import Connection

from domain.access import Actor, Permission
from domain.parsing import parsed
from domain.values import Status
from projections.user_summary import TABLE as SUMMARIES
from queries import paging, person, totals
from queries.filtering import Filters
from queries.finding import find
from queries.listings import Listing
from queries.matching import words_of
from queries.reading import columns
from queries.visibility import seen

ACTIVE = Filters(status=Status.ACTIVE)
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
    first_is_exact: bool  # else the page stands further on


_SHOWN = tuple(columns(SUMMARIES, UserRow, person.SHORT_BIO))


@parsed
class ListActiveUsers:
    permission: ClassVar = Permission.READ_DIRECTORY

    search: str = ""
    after: UUID | None = None  # the last id of the page before
    before: UUID | None = None  # the first id of the page after
    page: Annotated[int, Field(ge=1, le=LAST_PAGE)] | None = None  # instead of a cursor
    page_size: paging.PageSize = 20
    exact: bool = False  # count all hits of the search, however many

    @property
    def one_statement(self) -> bool:
        """The first page of everybody comes with its total."""
        return not (self.search or self.after or self.before) and self.page in (None, 1)

    def fetch(self, connection: Connection, actor: Actor) -> UserPage:
        """Ids are in order of creation, so the id is order and cursor in one."""
        words = words_of(connection, actor, self.search)
        skip = ((self.page or 1) - 1) * self.page_size
        listing = Listing(words, ACTIVE)
        found = find(connection, listing, _SHOWN, self, skip)
        everybody = totals.known(connection, ACTIVE) if words else found.total
        return UserPage(
            rows=tuple(seen(UserRow, row, actor, row[0]) for row in found.rows),
            total=found.total,
            total_is_exact=found.total_is_exact,
            everybody=everybody or 0,
            **found.place._asdict(),
        )
