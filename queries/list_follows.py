"""List follows: who follows a person, or whom a person follows; the newest follow first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from sqlalchemy import Connection, Uuid, bindparam, func, select

from domain.access import Actor, Permission
from domain.parsing import parsed
from projections.user_summary import TABLE as SUMMARIES
from projections.views import FOLLOWINGS
from queries import paging, person
from queries.pages import Pages


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


def _pages(mine: Any, other: Any) -> Pages:
    """By the column of the person asked about, and by that of the other one."""
    of_person = mine == bindparam("user_id", type_=Uuid)
    query = (
        select(
            *(FOLLOWINGS.c.id, SUMMARIES.c.id, SUMMARIES.c.name),
            *(func.coalesce(person.SHORT_BIO, ""), FOLLOWINGS.c.since),
        )
        .outerjoin_from(FOLLOWINGS, SUMMARIES, (other == SUMMARIES.c.id) & person.IS_SEEN)
        .where(of_person)
    )
    keys = select(FOLLOWINGS.c.id).where(of_person)
    return Pages(query, paging.Order(FOLLOWINGS.c.id), keys)


# Of each side: how many there are, and who.
_SIDES = {
    "followers": (
        person.showing([SUMMARIES.c.follower_count]),
        _pages(FOLLOWINGS.c.followed_id, FOLLOWINGS.c.follower_id),
    ),
    "following": (
        person.showing([SUMMARIES.c.following_count]),
        _pages(FOLLOWINGS.c.follower_id, FOLLOWINGS.c.followed_id),
    ),
}


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
        counted, pages = _SIDES[self.side]
        [total] = person.find(connection, actor, self.user_id, counted)
        values = {"user_id": self.user_id, **person.viewer(actor)}
        rows, place = pages.page(connection, self, values, total=total)
        return FollowPage(tuple(FollowRow(*row) for row in rows), total, *place)
