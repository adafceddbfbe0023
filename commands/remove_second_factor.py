"""Remove one's second factor, and its recovery codes."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import delete

from commands.mails import write_mail
from commands.second_factor import FACTORS, RECOVERY, require_factor
from commands.transaction import Transaction
from domain.access import Permission, Role
from domain.errors import SecondFactorDemanded
from domain.events import SecondFactorRemoved
from domain.mail import MailKind
from domain.parsing import parsed


@parsed
class RemoveSecondFactor:
    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT
    is_dangerous: ClassVar = True

    command_id: UUID

    def execute(self, tx: Transaction) -> None:
        """Raises SecondFactorDemanded, NoSecondFactor and PasswordNeeded."""
        [user] = tx.lock_acting()
        require_factor(tx, user.id)
        if tx.policy.admins_need_second_factor and user.role == Role.ADMIN:
            raise SecondFactorDemanded
        for table in (FACTORS, RECOVERY):
            tx.connection.execute(delete(table).where(table.c.user_id == user.id))
        tx.record(SecondFactorRemoved(user.id))
        write_mail(tx, MailKind.SECOND_FACTOR_REMOVED, user)
