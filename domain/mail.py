"""A mail to a person, and the link in it. The table knows the hash of its token, never the token.

The row is written in the command's transaction; the worker makes the token when it sends the mail.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import AutoString, Field

from domain.columns import at_least, instant, one_of
from domain.table_row import TableRow

LINK_LIFETIME = timedelta(hours=1)  # counted from the sending


class MailKind(StrEnum):
    """What a mail is about. Those in LINKED carry a link."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - no password
    CONFIRM_OLD_EMAIL = "confirm_old_email"  # that it may be given up
    CONFIRM_NEW_EMAIL = "confirm_new_email"  # that it is the person's own
    ADDRESS_IN_USE = "address_in_use"  # somebody tried to sign up with it once more
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    EMAIL_CHANGED = "email_changed"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"


LINKED: Final = frozenset(
    {
        MailKind.VERIFY_EMAIL,
        MailKind.RESET_PASSWORD,
        MailKind.CONFIRM_OLD_EMAIL,
        MailKind.CONFIRM_NEW_EMAIL,
    }
)


class Mail(TableRow, table=True):
    """It waits while neither `sent_at` nor `given_up_at` is set, and is due at `due_at`."""

    __tablename__ = "mails"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("uq_mails_token_hash", "token_hash", unique=True),
        Index("ix_mails_user_id", "user_id"),
        Index(
            "ix_mails_due_at",
            "due_at",
            postgresql_where=text("sent_at is null and given_up_at is null"),
        ),
        one_of("mails", "kind", MailKind),
        at_least("mails", "tries", 0, "tries"),
    )

    id: UUID = Field(primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE")
    kind: MailKind = Field(sa_type=AutoString)
    recipient: str
    new_email: str | None = None  # of a change of e-mail
    request_id: UUID | None = None  # what the two mails of a change of e-mail have in common
    created_at: datetime = instant()
    due_at: datetime = instant()  # when it is sent, or tried again
    tries: int = 0
    sent_at: datetime | None = instant(default=None)
    given_up_at: datetime | None = instant(default=None)
    error: str | None = None  # of the last try; it quotes nobody
    body: str | None = Field(default=None, repr=False)  # only where no mail server is configured
    token_hash: bytes | None = Field(default=None, sa_type=LargeBinary, repr=False)
    expires_at: datetime | None = instant(default=None)
    used_at: datetime | None = instant(default=None)
