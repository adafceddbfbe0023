"""Find users: everybody, filtered and sorted, for staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Connection

from domain.access import Actor, Permission, Role
from domain.parsing import parsed
from domain.time_zones import Day, TimeZone
from domain.values import Status
from projections.user_summary import TABLE as SUMMARIES
from queries import paging
from queries.filtering import Filters, Sort
from queries.finding import find
from queries.listings import Listing
from queries.matching import words_of
from queries.reading import columns
from queries.visibility import seen


@dataclass(frozen=True, slots=True)
class FoundUser:
    id: UUID
    name: str
    email: str
    status: str
    role: str
    created_at: datetime
    last_activity_at: datetime | None  # None: never
    post_count: int
    follower_count: int


@dataclass(frozen=True, slots=True)
class FoundPage:
    rows: tuple[FoundUser, ...]
    total: int  # people that match; a lower bound unless total_is_exact
    total_is_exact: bool
    first: int  # position of the first row, counted from 1; 0 without rows
    last: int
    newer: UUID | None
    older: UUID | None
    first_is_exact: bool


_SHOWN = tuple(columns(SUMMARIES, FoundUser))


@parsed
class FindUsers:
    permission: ClassVar = Permission.SEE_PRIVATE

    search: str = ""
    status: Status | None = None
    role: Role | None = None
    joined_since: Day | None = None
    joined_until: Day | None = None
    time_zone: TimeZone = "UTC"  # whose days these are
    inactive: bool = False
    sort: Sort | None = None  # None: the best matches of a search, then by joining
    descending: bool = True
    after: UUID | None = None
    before: UUID | None = None
    page_size: paging.PageSize = 50
    exact: bool = False  # count everybody who matches, however many

    def fetch(self, connection: Connection, actor: Actor) -> FoundPage:
        words = words_of(connection, actor, self.search)
        filters = Filters.of(self, status=self.status, role=self.role, inactive=self.inactive)
        listing = Listing.usual(words, filters, self.sort, descending=self.descending)
        found = find(connection, listing, _SHOWN, self)
        rows = tuple(seen(FoundUser, row, actor, row[0]) for row in found.rows)
        return FoundPage(rows, found.total, found.total_is_exact, *found.place)
