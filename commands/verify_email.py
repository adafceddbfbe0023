"""Verify an e-mail address: by the link that was mailed to it."""

from typing import ClassVar
from uuid import UUID

from pydantic import SecretStr

from commands.mails import use_link
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
        """Raises LinkExpired, also when the person has another address by now."""
        _, user = use_link(tx, self.token, MailKind.VERIFY_EMAIL)
        tx.record(user.verify_email(tx.now))
        tx.save(user)
