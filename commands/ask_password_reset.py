"""Ask for a mail with which a forgotten password is replaced."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import func, select

from commands import throttle
from commands.mails import void_links, write_mail
from commands.throttle import MAILS_ASKED, MAILS_TO
from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import TooMany
from domain.mail import MailKind
from domain.parsing import parsed
from domain.user import User
from domain.values import Email, Status

_USERS = User.metadata.tables["users"]


@parsed
class AskPasswordReset:
    permission: ClassVar = Permission.ASK_PASSWORD_RESET

    command_id: UUID
    email: Email

    def execute(self, tx: Transaction) -> None:
        """Nothing tells whether there is such an account; an active person who has one is mailed.

        The links of earlier mails end. A person gets a few mails an hour, whoever asks for them.
        Raises TooMany to one network address.
        """
        if not throttle.count(tx.connection, MAILS_ASKED, tx.actor.address):
            raise TooMany
        user = self._lock_owner(tx)
        subject = user.id if user else self.command_id  # nobody's: the same work, and nothing sent
        if not throttle.count(tx.connection, MAILS_TO, subject, MailKind.RESET_PASSWORD):
            return
        void_links(tx, subject, MailKind.RESET_PASSWORD)
        if user:
            write_mail(tx, MailKind.RESET_PASSWORD, user)

    def _lock_owner(self, tx: Transaction) -> User | None:
        """Who can sign in with this address; demo people, who have no password, are not asked."""
        theirs = func.lower(_USERS.c.email) == func.lower(self.email)
        enters = (_USERS.c.status == Status.ACTIVE) & _USERS.c.password_hash.is_not(None)
        query = select(_USERS).where(theirs, enters).with_for_update()
        row = tx.connection.execute(query).mappings().one_or_none()
        return User(**row) if row else None
