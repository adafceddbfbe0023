"""List mails: what was and will be sent to whom, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Connection, select

from domain.access import Actor, Permission
from domain.parsing import parsed
from projections.views import OUTBOX
from queries.reading import columns

LIMIT = 100  # rows


@dataclass(frozen=True, slots=True)
class MailRow:
    """It waits while neither `sent_at` nor `given_up_at` is set."""

    id: UUID
    user_id: UUID
    name: str  # of the person
    kind: str  # of domain.mail
    recipient: str
    created_at: datetime
    due_at: datetime
    tries: int
    sent_at: datetime | None
    given_up_at: datetime | None
    error: str | None  # of the last try; it quotes nobody
    body: str | None  # where no mail server is configured, while its link works


@parsed
class ListMails:
    permission: ClassVar = Permission.READ_MAILS

    def fetch(self, connection: Connection, actor: Actor) -> tuple[MailRow, ...]:
        """Newest first, at most 100."""
        query = select(*columns(OUTBOX, MailRow)).order_by(OUTBOX.c.id.desc()).limit(LIMIT)
        return tuple(MailRow(*row) for row in connection.execute(query))
