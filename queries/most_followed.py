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
        gained = (
            select(FOLLOWINGS.c.followed_id, func.count().label("gained"))
            .where(FOLLOWINGS.c.since >= month)
            .group_by(FOLLOWINGS.c.followed_id)
            .subquery()
        )
        query = (
            select(SUMMARIES.c.id, SUMMARIES.c.name, gained.c.gained)
            .join_from(gained, SUMMARIES, gained.c.followed_id == SUMMARIES.c.id)
            .where(SUMMARIES.c.status == Status.ACTIVE)
            .order_by(gained.c.gained.desc(), func.fold(SUMMARIES.c.name), SUMMARIES.c.id)
            .limit(LIMIT)
        )
        return tuple(Followed(*row) for row in connection.execute(query))
