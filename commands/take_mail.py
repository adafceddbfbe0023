"""Take a mail to send it now: the worker does it all the time."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar, Final
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import select, update

from commands.mails import MAILS, link_hash
from commands.transaction import Transaction
from domain.access import Permission
from domain.mail import LINK_LIFETIME, LINKED, MailKind
from domain.parsing import parsed

# By far more than a try takes. Who took a mail and never said what became of it has died.
LEASE: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class TakenMail:
    """`token` (256 random bits) is that of the link, which works from now on; empty without one."""

    id: UUID
    kind: MailKind
    recipient: str
    new_email: str | None
    token: str = field(repr=False)


@parsed
class TakeMail:
    """It has no command id: each mail is taken by one worker, and again when its lease is over."""

    permission: ClassVar = Permission.SEND_MAILS

    def execute(self, tx: Transaction) -> TakenMail | None:
        """The mail that has been due for longest; None when there is none.

        New ones come before those that failed: no number of these keeps the others waiting. A link
        of an earlier try ends: only the hash of a token is kept.
        """
        waits = MAILS.c.sent_at.is_(None) & MAILS.c.given_up_at.is_(None)
        due = select(MAILS).where(waits, MAILS.c.due_at <= tx.now)
        first = due.order_by(MAILS.c.tries, MAILS.c.due_at).limit(1)
        row = tx.connection.execute(first.with_for_update(skip_locked=True)).one_or_none()
        if row is None:
            return None
        token = secrets.token_urlsafe(32) if row.kind in LINKED else ""
        values = {"tries": row.tries + 1, "due_at": tx.now + LEASE}
        if token:
            values |= {
                "token_hash": link_hash(SecretStr(token)),
                "expires_at": tx.now + LINK_LIFETIME,
            }
        tx.connection.execute(update(MAILS).where(MAILS.c.id == row.id).values(values))
        return TakenMail(row.id, MailKind(row.kind), row.recipient, row.new_email, token)
