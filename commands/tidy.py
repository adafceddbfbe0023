"""Tidy the tables that only grow: the worker does it every hour."""

from datetime import timedelta
from typing import ClassVar, Final

from sqlalchemy import delete, func

from commands.mails import MAILS
from commands.sessions import LOGINS
from commands.transaction import Transaction
from domain.access import Permission
from domain.audit import Tries
from domain.parsing import parsed

MAILS_KEPT: Final = timedelta(days=30)  # once they are sent or given up
TRIES_KEPT: Final = timedelta(days=1)  # as long as the longest window of a throttle
LOGINS_KEPT: Final = timedelta(days=365)  # once they have expired
_TRIES = Tries.metadata.tables["tries"]


@parsed
class Tidy:
    """It has no command id: tidying twice changes nothing more."""

    permission: ClassVar = Permission.TIDY

    def execute(self, tx: Transaction) -> None:
        """What people can still see or use stays."""
        finished_at = func.coalesce(MAILS.c.sent_at, MAILS.c.given_up_at)
        for table, ended_at, kept in (
            (MAILS, finished_at, MAILS_KEPT),
            (_TRIES, _TRIES.c.began_at, TRIES_KEPT),
            (LOGINS, LOGINS.c.expires_at, LOGINS_KEPT),
        ):
            tx.connection.execute(delete(table).where(ended_at < tx.now - kept))
