"""Note that a session is in use, so that it does not end by resting."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import update

from commands.sessions import LOGINS, active
from commands.transaction import Transaction
from domain.access import Permission
from domain.parsing import parsed
from domain.session import USE_NOTED


@parsed
class NoteSessionUse:
    """It has no command id: noting it twice changes nothing."""

    permission: ClassVar = Permission.NOTE_SESSION_USE

    login_id: UUID

    def execute(self, tx: Transaction) -> None:
        """Nothing happens for a session that is over."""
        due = (LOGINS.c.id == self.login_id) & (LOGINS.c.last_used_at < tx.now - USE_NOTED)
        tx.connection.execute(update(LOGINS).where(due, active(tx)).values(last_used_at=tx.now))
