"""Verify an e-mail address: by the link that was mailed to it."""

from typing import ClassVar
from uuid import UUID

from pydantic import SecretStr

from commands.mails import count_link, use_link, void_links
from commands.transaction import Transaction
from domain.access import Permission
from domain.mail import MailKind
from domain.parsing import parsed


@parsed
class VerifyEmail:
    permission: ClassVar = Permission.USE_MAILED_LINK

    command_id: UUID
    token: SecretStr

    def execute(self, tx: Transaction) -> None:
        """Raises LinkExpired, also when the person has another address by now, and TooMany.

        A change of e-mail that did not ask this address, which proved nothing then, ends.
        """
        count_link(tx)
        _, user = use_link(tx, self.token, MailKind.VERIFY_EMAIL)
        if verified := user.verify_email(tx.now):
            void_links(tx, user.id, MailKind.CONFIRM_OLD_EMAIL, MailKind.CONFIRM_NEW_EMAIL)
        tx.record(verified)
        tx.save(user)
