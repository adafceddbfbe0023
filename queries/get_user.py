"""Get one user: everything a profile page shows."""

from dataclasses import dataclass
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
from queries.visibility import seen


@dataclass(frozen=True, slots=True)
class UserProfile:
    """None also stands for what the viewer may not see: `queries.visibility` lists what that is."""

    id: UUID
    name: str
    bio: str
    email: str | None
    status: str
    role: str | None
    version: int | None
    created_at: datetime
    post_count: int
    follower_count: int
    following_count: int
    last_activity_at: datetime | None  # to others only the day: midnight UTC at its beginning
    refreshed_at: datetime | None  # when the summary was last written
    suspended_until: datetime | None  # None: not suspended, or until somebody reinstates
    suspension_reason: str | None
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
        found = person.find(connection, actor, self.user_id, _SHOWN)
        return seen(UserProfile, found, actor, self.user_id)
