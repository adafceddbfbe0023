"""Ask for a mail with which a forgotten password is replaced."""

from typing import ClassVar
from uuid import UUID

from commands import throttle
from commands.addresses import lock_owner
from commands.mails import void_links, write_mail
from commands.throttle import MAILS_ASKED, MAILS_TO
from commands.transaction import Transaction
from domain.access import Permission
from domain.mail import MailKind
from domain.parsing import parsed
from domain.user import User
from domain.values import Email, Status


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
        with tx.apart() as apart:
            throttle.require(apart, MAILS_ASKED, tx.actor.address)
        owner = lock_owner(tx, self.email)
        user = owner if owner and _enters(owner) else None
        subject = user.id if user else self.command_id  # nobody's: the same work, and nothing sent
        if not throttle.count(tx.connection, MAILS_TO, subject, MailKind.RESET_PASSWORD):
            return
        void_links(tx, subject, MailKind.RESET_PASSWORD)
        if user:
            write_mail(tx, MailKind.RESET_PASSWORD, user)


def _enters(user: User) -> bool:
    """Whether they can sign in; demo people, who have no password, are not asked."""
    return user.status == Status.ACTIVE and user.password_hash is not None
