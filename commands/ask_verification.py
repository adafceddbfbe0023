"""Ask for another mail that verifies one's own e-mail address."""

from typing import ClassVar
from uuid import UUID

from commands import throttle
from commands.mails import void_links, write_mail
from commands.throttle import MAILS_TO
from commands.transaction import Transaction
from domain.access import Permission
from domain.mail import MailKind
from domain.parsing import parsed


@parsed
class AskVerification:
    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT

    command_id: UUID

    def execute(self, tx: Transaction) -> None:
        """The links of earlier mails end; nothing happens where the address is verified already.

        Raises TooMany, and Forbidden for who is no longer active.
        """
        [user] = tx.lock_acting()
        if user.email_verified_at:
            return
        throttle.require(tx.connection, MAILS_TO, user.id, MailKind.VERIFY_EMAIL)
        void_links(tx, user.id, MailKind.VERIFY_EMAIL)
        write_mail(tx, MailKind.VERIFY_EMAIL, user)
