"""Unfollow somebody, whatever has become of them."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import delete

from commands.transaction import Transaction
from domain.access import Permission
from domain.follow import Follow
from domain.parsing import parsed

_FOLLOWS = Follow.metadata.tables["follows"]


@parsed
class UnfollowUser:
    permission: ClassVar = Permission.FOLLOW

    command_id: UUID
    user_id: UUID

    def execute(self, tx: Transaction) -> None:
        """Unfollowing somebody whom one does not follow changes nothing. Raises NotFound."""
        follower, followed = tx.lock_acting(self.user_id)
        pair = _FOLLOWS.c.follower_id == follower.id, _FOLLOWS.c.followed_id == followed.id
        ended = tx.connection.execute(delete(_FOLLOWS).where(*pair).returning(*_FOLLOWS.c))
        for row in ended.mappings():
            tx.record(*Follow(**row).ended())
