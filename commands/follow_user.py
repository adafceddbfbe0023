"""Follow somebody."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import FollowsOneself, NotFound
from domain.follow import Follow
from domain.parsing import parsed
from domain.values import Status

_FOLLOWS = Follow.metadata.tables["follows"]


@parsed
class FollowUser:
    permission: ClassVar = Permission.FOLLOW

    command_id: UUID
    user_id: UUID

    def execute(self, tx: Transaction) -> None:
        """Following twice changes nothing.

        Raises FollowsOneself, NotFound for a person who is gone or not active, and where mail is
        configured EmailUnverified.
        """
        if self.user_id == tx.actor.user_id:
            raise FollowsOneself
        follower, followed = tx.lock_acting(self.user_id)
        if tx.policy.sends_mail:
            follower.require_verified()
        if followed.status != Status.ACTIVE:
            raise NotFound
        follow = Follow.new(follower.id, followed.id, tx.now)
        new = insert(_FOLLOWS).values(follow.model_dump())
        once = new.on_conflict_do_nothing(index_elements=["follower_id", "followed_id"])
        if tx.connection.scalar(once.returning(_FOLLOWS.c.id)) is None:
            return
        follower.was_active(tx.now)
        tx.save(follower)
        tx.record(*follow.started())
