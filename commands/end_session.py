"""End one of one's own sessions, from any browser."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import update

from commands.sessions import LOGINS, active, announce
from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import NotFound
from domain.events import SignedOut
from domain.parsing import parsed


@parsed
class EndSession:
    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT

    command_id: UUID
    login_id: UUID

    def execute(self, tx: Transaction) -> None:
        """Raises NotFound for a session that is unknown, over, or somebody else's.

        Raises Forbidden for who is no longer active.
        """
        [user] = tx.lock_acting()
        mine = (LOGINS.c.id == self.login_id) & (LOGINS.c.user_id == user.id)
        ended = update(LOGINS).where(mine, active(tx)).values(ended_at=tx.now)
        if not tx.connection.execute(ended).rowcount:
            raise NotFound("This sign-in has ended already.")
        tx.record(SignedOut(user.id))
        announce(tx, [user.id])
