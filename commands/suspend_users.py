"""Suspend people: for a reason, and until an end or until somebody reinstates them."""

from typing import ClassVar
from uuid import UUID

from commands.sessions import end_sessions
from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import Forbidden
from domain.events import UserSuspended
from domain.parsing import parsed
from domain.people import require_an_admin, require_rank, require_status
from domain.values import Moment, Reason, UserIds


@parsed
class SuspendUsers:
    permission: ClassVar = Permission.SUSPEND_USERS

    command_id: UUID
    user_ids: UserIds
    reason: Reason
    until: Moment | None = None  # None: until somebody reinstates them

    def execute(self, tx: Transaction) -> None:
        """All of them or nobody; their sessions end.

        Raises NotFound, Forbidden (also for oneself), WrongStatus, EndsInPast, LastAdmin when no
        administrator would be left, and PasswordNeeded for many.
        """
        if tx.actor.user_id in self.user_ids:
            raise Forbidden("You cannot suspend yourself.")
        users, admins = tx.lock_with_admins(self.user_ids)
        require_rank(tx.actor, users)
        require_status(UserSuspended, users)
        tx.record(*(user.suspend(self.reason, self.until, tx.now) for user in users))
        require_an_admin(admins)
        tx.save(*users)
        end_sessions(tx, self.user_ids)
