"""Unfollow somebody, whatever has become of them."""

from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import NotFound
from domain.follow import Follow
from domain.parsing import parsed
from domain.user import User

_FOLLOWS, _USERS = (
    kind.metadata.tables[name] for kind, name in ((Follow, "follows"), (User, "users"))
)
# As with FollowUser, who is followed is not locked.
_UNFOLLOW: Final = (
    delete(_FOLLOWS)
    .where(
        _FOLLOWS.c.follower_id == bindparam("follower"),
        _FOLLOWS.c.followed_id == bindparam("followed"),
    )
    .returning(*_FOLLOWS.c)
)
_IS_THERE: Final = select(_USERS.c.id).where(_USERS.c.id == bindparam("followed"))


@parsed
class UnfollowUser:
    permission: ClassVar = Permission.FOLLOW

    command_id: UUID
    user_id: UUID

    def execute(self, tx: Transaction) -> None:
        """Unfollowing somebody whom one does not follow changes nothing. Raises NotFound."""
        [follower] = tx.lock_acting()
        pair = {"follower": follower.id, "followed": self.user_id}
        if ended := tx.connection.execute(_UNFOLLOW, pair).mappings().one_or_none():
            tx.record(*Follow(**ended).ended())
        elif tx.connection.scalar(_IS_THERE, pair) is None:
            raise NotFound
