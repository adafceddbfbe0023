"""Get one user: everything a profile page shows."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Connection, select

from domain.access import Actor, Permission
from domain.errors import NotFound
from domain.parsing import parsed
from domain.values import Status
from projections.user_summary import TABLE as SUMMARIES
from queries.reading import columns


@dataclass(frozen=True, slots=True)
class UserProfile:
    id: UUID
    name: str
    bio: str
    email: str | None  # None: the viewer may not see it
    status: str
    role: str
    version: int
    created_at: datetime
    post_count: int
    follower_count: int
    following_count: int
    last_activity_at: datetime | None
    refreshed_at: datetime | None  # when the summary was last written; for staff


@parsed
class GetUser:
    permission: ClassVar = Permission.READ_DIRECTORY

    user_id: UUID

    def fetch(self, connection: Connection, actor: Actor) -> UserProfile:
        """Raises NotFound, also for a person who is not active and whom one may not see then."""
        query = select(*columns(SUMMARIES, UserProfile)).where(SUMMARIES.c.id == self.user_id)
        row = connection.execute(query).one_or_none()
        sees_all = actor.may(Permission.SEE_PRIVATE) or actor.user_id == self.user_id
        if row is None or not (sees_all or row.status == Status.ACTIVE):
            raise NotFound
        profile = UserProfile(*row)
        return profile if sees_all else replace(profile, email=None, refreshed_at=None)
