"""Get one user: everything a profile page shows."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Connection, Uuid, bindparam, exists

from domain.access import Actor, Permission
from domain.parsing import parsed
from projections.user_summary import TABLE as SUMMARIES
from projections.views import FOLLOWINGS
from queries import person
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
    suspended_until: datetime | None  # None: not suspended, or until somebody reinstates
    suspension_reason: str | None  # whoever is suspended is there for oneself and staff only
    is_followed: bool  # by the viewer


_IS_FOLLOWED = exists().where(
    FOLLOWINGS.c.followed_id == bindparam("user_id", type_=Uuid),
    FOLLOWINGS.c.follower_id == bindparam("viewer", type_=Uuid),
)
_SHOWN = person.showing(columns(SUMMARIES, UserProfile, _IS_FOLLOWED.label("is_followed")))


@parsed
class GetUser:
    permission: ClassVar = Permission.READ_DIRECTORY
    one_statement: ClassVar = True

    user_id: UUID

    def fetch(self, connection: Connection, actor: Actor) -> UserProfile:
        """Raises NotFound, also for a person who is not active and whom one may not see then."""
        profile = UserProfile(*person.find(connection, actor, self.user_id, _SHOWN))
        if person.sees_all_of(actor, self.user_id):
            return profile
        return replace(profile, email=None, refreshed_at=None)
