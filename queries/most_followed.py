"""Most followed: who gained the most followers in this month (UTC)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Connection, func, select

from domain.access import Actor, Permission
from domain.parsing import parsed
from domain.values import Status
from projections.user_summary import TABLE as SUMMARIES
from projections.views import FOLLOWINGS

LIMIT = 10  # people
FAMOUS = 50, 1_000, 10_000, 1 << 40  # people with the most followers who are looked at in turn


@dataclass(frozen=True, slots=True)
class Followed:
    id: UUID
    name: str
    gained: int  # followers since the first day of the month who are still there


@parsed
class MostFollowed:
    permission: ClassVar = Permission.READ_DIRECTORY

    def fetch(self, connection: Connection, actor: Actor) -> tuple[Followed, ...]:
        """At most 10 active people, the most followed first; among equals by name."""
        month = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        rows: tuple[Followed, ...] = ()
        for most in FAMOUS:
            rows, is_sure = _gained(connection, month, most)
            if is_sure:
                break
        return rows


def _gained(
    connection: Connection, month: datetime, most: int
) -> tuple[tuple[Followed, ...], bool]:
    """Who gained most of those with the most followers, and whether nobody gained as many.

    Whoever has fewer followers than the last of the ten gained did not gain as many.
    """
    shown = SUMMARIES.c
    top = (
        select(shown.id, shown.name, shown.follower_count)
        .where(shown.status == Status.ACTIVE)
        .order_by(shown.follower_count.desc(), shown.id.desc())
        .limit(most)
        .cte("top")
    )
    new = (FOLLOWINGS.c.followed_id == top.c.id) & (FOLLOWINGS.c.since >= month)
    gained = select(func.count()).select_from(FOLLOWINGS).where(new).scalar_subquery()
    each = select(top.c.id, top.c.name, gained.label("gained")).offset(0).subquery()
    query = (
        select(each)
        .where(each.c.gained > 0)
        .order_by(each.c.gained.desc(), func.fold(each.c.name), each.c.id)
        .limit(LIMIT)
    )
    rows = tuple(Followed(*row) for row in connection.execute(query))
    looked_at = select(func.count(), func.coalesce(func.min(top.c.follower_count), 0))
    people, least = connection.execute(looked_at).one()
    is_everybody = people < most or not least
    return rows, is_everybody or (len(rows) == LIMIT and rows[-1].gained > least)
