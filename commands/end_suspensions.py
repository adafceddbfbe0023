"""End suspensions: reinstate everybody whose end has come. The worker does it all the time."""

from typing import ClassVar

from sqlalchemy import select

from commands.transaction import Transaction
from domain.access import Permission
from domain.parsing import parsed
from domain.user import User
from domain.values import IDS_LIMIT

_USERS = User.metadata.tables["users"]


@parsed
class EndSuspensions:
    """It has no command id: ending an ended suspension changes nothing."""

    permission: ClassVar = Permission.END_SUSPENSIONS

    def execute(self, tx: Transaction) -> int:
        """How many people were reinstated: at most 10,000, and the others the next time."""
        is_due = _USERS.c.suspended_until <= tx.now
        due = tx.connection.scalars(select(_USERS.c.id).where(is_due).limit(IDS_LIMIT))
        # Somebody may have reinstated them by now, or suspended them again.
        users = [user for user in tx.lock_all(due) if user.has_served(tx.now)]
        tx.record(*(user.reinstate() for user in users))
        tx.save(*users)
        return len(users)
