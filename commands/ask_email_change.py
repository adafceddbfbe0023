"""Ask for another e-mail address: both addresses get a link with which to confirm it."""

from typing import ClassVar
from uuid import UUID

from commands import throttle
from commands.mails import void_links, write_mail
from commands.throttle import MAILS_TO
from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import SameEmail
from domain.mail import MailKind
from domain.parsing import parsed
from domain.values import Email


@parsed
class AskEmailChange:
    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT
    is_dangerous: ClassVar = True

    command_id: UUID
    email: Email

    def execute(self, tx: Transaction) -> None:
        """Nothing changes yet, and a change that was asked for before ends.

        An old address that was never verified proves nothing and is not asked. Whether the new one
        is taken is not told. Raises PasswordNeeded, SameEmail, EmailNotAdmitted, TooMany, and
        Forbidden for who is no longer active.
        """
        tx.policy.require_domain(self.email)
        [user] = tx.lock_acting()
        if self.email.lower() == user.email.lower():
            raise SameEmail
        throttle.require(tx.connection, MAILS_TO, user.id, MailKind.CONFIRM_NEW_EMAIL)
        void_links(tx, user.id, MailKind.CONFIRM_OLD_EMAIL, MailKind.CONFIRM_NEW_EMAIL)
        write_mail(tx, MailKind.CONFIRM_NEW_EMAIL, user, to=self.email, new_email=self.email)
        if user.email_verified_at:
            write_mail(tx, MailKind.CONFIRM_OLD_EMAIL, user, new_email=self.email)
