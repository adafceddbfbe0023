"""List follows: who follows a person, or whom a person follows; the newest follow first."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from sqlalchemy import Connection, func, select

from domain.access import Actor, Permission
from domain.parsing import parsed
from projections.user_summary import TABLE as SUMMARIES
from projections.views import FOLLOWINGS
from queries import paging, person

# Of each side: the column of the person asked about, that of the other one, and the count.
_SIDES = {
    "followers": (FOLLOWINGS.c.followed_id, FOLLOWINGS.c.follower_id, SUMMARIES.c.follower_count),
    "following": (FOLLOWINGS.c.follower_id, FOLLOWINGS.c.followed_id, SUMMARIES.c.following_count),
}


@dataclass(frozen=True, slots=True)
class FollowRow:
    id: UUID  # of the follow, not of a person
    user_id: UUID | None  # None, as is the name: no longer active, and the viewer is not staff
    name: str | None
    bio: str  # its first 200 characters
    since: datetime


@dataclass(frozen=True, slots=True)
class FollowPage:
    rows: tuple[FollowRow, ...]
    total: int
    first: int
    last: int
    newer: UUID | None
    older: UUID | None
    first_is_exact: bool  # else the page stands further on


@parsed
class ListFollows:
    permission: ClassVar = Permission.READ_DIRECTORY

    user_id: UUID
    side: Literal["followers", "following"]
    after: UUID | None = None
    before: UUID | None = None
    page_size: paging.PageSize = 20

    def fetch(self, connection: Connection, actor: Actor) -> FollowPage:
        """As many rows as the profile counts. Raises NotFound as GetUser does."""
        mine, other, counted = _SIDES[self.side]
        [total] = person.find(connection, actor, self.user_id, counted)
        bio = func.coalesce(person.SHORT_BIO, "")
        query = (
            select(FOLLOWINGS.c.id, SUMMARIES.c.id, SUMMARIES.c.name, bio, FOLLOWINGS.c.since)
            .outerjoin_from(
                FOLLOWINGS, SUMMARIES, (other == SUMMARIES.c.id) & person.seen_by(actor)
            )
            .where(mine == self.user_id)
        )
        rows, place = paging.page(connection, query, paging.Order(FOLLOWINGS.c.id), self, total)
        return FollowPage(tuple(FollowRow(*row) for row in rows), total, *place)
