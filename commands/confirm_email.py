"""Confirm a change of e-mail: by the link that was mailed to the new or to the old address."""

from typing import ClassVar
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import select

from commands.mails import MAILS, count_link, use_link, void_links, write_mail
from commands.transaction import Transaction
from domain.access import Permission
from domain.mail import Mail, MailKind
from domain.parsing import parsed


@parsed
class ConfirmEmail:
    permission: ClassVar = Permission.USE_MAILED_LINK

    command_id: UUID
    token: SecretStr

    def execute(self, tx: Transaction) -> UUID | None:
        """The person's id once it is changed; None while the other address has to confirm too.

        Links to the address of before end. Raises LinkExpired, Forbidden for who is not active,
        and EmailTaken: the unique index decides, and the link stays as it was.
        """
        count_link(tx)
        mail, user = use_link(
            tx, self.token, MailKind.CONFIRM_OLD_EMAIL, MailKind.CONFIRM_NEW_EMAIL
        )
        user.require_active()
        if _waits_for_other(tx, mail):
            return None
        before = user.email
        tx.record(user.change_email(str(mail.new_email), tx.now))  # both kinds have one
        tx.save(user)
        void_links(tx, user.id, MailKind.VERIFY_EMAIL, MailKind.RESET_PASSWORD)
        write_mail(tx, MailKind.EMAIL_CHANGED, user, to=before)
        return user.id


def _waits_for_other(tx: Transaction, mail: Mail) -> bool:
    """The person is locked, so that of two who confirm at once the second finds the first."""
    other = (MAILS.c.request_id == mail.request_id) & MAILS.c.used_at.is_(None)
    query = select(MAILS.c.id).where(MAILS.c.user_id == mail.user_id, other)
    return tx.connection.scalar(query.limit(1)) is not None
