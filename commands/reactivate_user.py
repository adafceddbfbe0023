"""Reactivate people who were deactivated."""

from typing import ClassVar
from uuid import UUID

from commands.transaction import Transaction
from domain.access import Permission
from domain.events import UserReactivated
from domain.parsing import parsed
from domain.people import require_status
from domain.values import UserIds


@parsed
class ReactivateUser:
    permission: ClassVar = Permission.DEACTIVATE_USERS

    command_id: UUID
    user_ids: UserIds

    def execute(self, tx: Transaction) -> None:
        """All of them or nobody. Raises NotFound, WrongStatus, and PasswordNeeded for many."""
        users = tx.lock_chosen(self.user_ids)
        require_status(UserReactivated, users)
        tx.record(*(user.reactivate() for user in users))
        tx.save(*users)
