"""Follow somebody."""

from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import FollowsOneself, NotFound
from domain.follow import Follow
from domain.parsing import parsed
from domain.user import User
from domain.values import Status

_FOLLOWS, _USERS = (
    kind.metadata.tables[name] for kind, name in ((Follow, "follows"), (User, "users"))
)
# Who is followed is not locked: 10,000 others may want to do so at this moment. Their commands
# wait for each other only at the end, where the count moves.
_IS_ACTIVE: Final = select(_USERS.c.id).where(
    _USERS.c.id == bindparam("followed_id", type_=Uuid()), _USERS.c.status == Status.ACTIVE
)
_WRITTEN: Final = [column for column in _FOLLOWS.c if column.computed is None]
_FOLLOW: Final = (
    insert(_FOLLOWS)
    .from_select(
        [column.name for column in _WRITTEN],
        select(*(bindparam(c.name, type_=c.type) for c in _WRITTEN)).where(_IS_ACTIVE.exists()),
    )
    .on_conflict_do_nothing(index_elements=["follower_id", "followed_id"])
    .returning(_FOLLOWS.c.id)
)


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
        [follower] = tx.lock_acting()
        if tx.policy.sends_mail:
            follower.require_verified()
        follow = Follow.new(follower.id, self.user_id, tx.now)
        if tx.connection.scalar(_FOLLOW, follow.model_dump()) is None:
            self._require_followed(tx)
            return
        follower.was_active(tx.now)
        tx.save(follower)
        tx.record(*follow.started())

    def _require_followed(self, tx: Transaction) -> None:
        """Raises NotFound: nothing was written, and that was not because it is so already."""
        if tx.connection.scalar(_IS_ACTIVE, {"followed_id": self.user_id}) is None:
            raise NotFound
