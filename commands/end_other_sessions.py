"""End all of one's own sessions but this one."""

from typing import ClassVar
from uuid import UUID

from commands.sessions import end_sessions
from commands.transaction import Transaction
from domain.access import Permission
from domain.events import SignedOut
from domain.parsing import parsed


@parsed
class EndOtherSessions:
    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT

    command_id: UUID

    def execute(self, tx: Transaction) -> None:
        """Raises Forbidden for who is no longer active."""
        [user] = tx.lock_acting()
        ended = end_sessions(tx, [user.id], keep=tx.actor.login_id)
        tx.record(*(SignedOut(user_id) for user_id in ended))
