"""Settle what became of a mail that was taken: it is sent, tried again later, or given up."""

from datetime import timedelta
from enum import StrEnum
from typing import Any, ClassVar, Final
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import select, update

from commands.mails import MAILS
from commands.transaction import Transaction
from domain.access import Permission
from domain.mail import Mail
from domain.parsing import parsed

# Twice as long after each further try.
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=10)
PATIENCE: Final = timedelta(hours=24)  # since it was written; then it is given up


class Outcome(StrEnum):
    SENT = "sent"
    LATER = "later"
    GIVEN_UP = "given_up"


@parsed
class SettleMail:
    """It has no command id: settling a mail twice changes nothing more.

    `error` quotes nobody. `body` is kept only where no mail server is configured.
    """

    permission: ClassVar = Permission.SEND_MAILS

    mail_id: UUID
    outcome: Outcome
    error: str | None = None
    body: SecretStr | None = None

    def execute(self, tx: Transaction) -> None:
        """Nothing happens to a mail that is sent already, or gone."""
        waits = (MAILS.c.id == self.mail_id) & MAILS.c.sent_at.is_(None)
        query = select(MAILS).where(waits).with_for_update()
        row = tx.connection.execute(query).mappings().one_or_none()
        if row:
            tx.connection.execute(update(MAILS).where(waits).values(self._values(tx, Mail(**row))))

    def _values(self, tx: Transaction, mail: Mail) -> dict[str, Any]:
        if self.outcome is Outcome.SENT:
            body = self.body.get_secret_value() if self.body else None
            return {"sent_at": tx.now, "error": None, "body": body}
        if self.outcome is Outcome.GIVEN_UP or tx.now - mail.created_at >= PATIENCE:
            return {"given_up_at": tx.now, "error": self.error}
        pause = min(SHORTEST_PAUSE * 2 ** min(mail.tries - 1, 10), LONGEST_PAUSE)
        return {"due_at": tx.now + pause, "error": self.error}
