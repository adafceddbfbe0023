"""List active users: found by name, e-mail or days of joining, one page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import Connection

from domain.access import Actor, Permission
from domain.parsing import parsed
from domain.time_zones import Day, TimeZone
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
OpenSort = Literal["joined", "name", "posts", "followers"]  # by what everybody may see
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
    joined_since: Day | None = None
    joined_until: Day | None = None
    time_zone: TimeZone = "UTC"  # whose days these are
    sort: OpenSort | None = None  # None: the best matches of a search, then by joining
    descending: bool = True
    after: UUID | None = None  # the last id of the page before
    before: UUID | None = None  # the first id of the page after
    page: Annotated[int, Field(ge=1, le=LAST_PAGE)] | None = None  # instead of a cursor
    page_size: paging.PageSize = 20
    exact: bool = False  # count all hits of the search, however many
    strict: bool = False  # show nobody from the other side of the cursor, to fill a page

    @property
    def one_statement(self) -> bool:
        """The first page of everybody comes with its total."""
        asked = self.search or self.joined_since or self.joined_until or self.after or self.before
        return not asked and self.sort in (None, "joined") and self.page in (None, 1)

    def fetch(self, connection: Connection, actor: Actor) -> UserPage:
        words = words_of(connection, actor, self.search)
        skip = ((self.page or 1) - 1) * self.page_size
        filters = Filters.of(self, status=Status.ACTIVE)
        listing = Listing.usual(words, filters, self.sort, descending=self.descending)
        found = find(connection, listing, _SHOWN, self, skip)
        is_filtered = bool(words) or filters != ACTIVE
        everybody = totals.known(connection, ACTIVE) if is_filtered else found.total
        return UserPage(
            rows=tuple(seen(UserRow, row, actor, row[0]) for row in found.rows),
            total=found.total,
            total_is_exact=found.total_is_exact,
            everybody=everybody or 0,
            **found.place._asdict(),
        )
