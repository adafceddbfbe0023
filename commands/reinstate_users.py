"""Reinstate people: end their suspensions."""

from typing import ClassVar
from uuid import UUID

from commands.transaction import Transaction
from domain.access import Permission
from domain.events import UserReinstated
from domain.parsing import parsed
from domain.people import require_rank, require_status
from domain.values import UserIds


@parsed
class ReinstateUsers:
    permission: ClassVar = Permission.SUSPEND_USERS

    command_id: UUID
    user_ids: UserIds

    def execute(self, tx: Transaction) -> None:
        """All of them or nobody.

        Raises NotFound, Forbidden, WrongStatus, and PasswordNeeded for many.
        """
        users = tx.lock_chosen(self.user_ids)
        require_rank(tx.actor, users)
        require_status(UserReinstated, users)
        tx.record(*(user.reinstate() for user in users))
        tx.save(*users)
