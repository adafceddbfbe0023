"""Confirm a second factor: show by a code that the authenticator app works."""

from typing import ClassVar
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import select, update

from commands.mails import write_mail
from commands.second_factor import FACTORS, accepted_step
from commands.sessions import shut_out
from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import NoSecondFactor, SecondFactorThere
from domain.events import SecondFactorAdded
from domain.mail import MailKind
from domain.parsing import parsed


@parsed
class ConfirmSecondFactor:
    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT
    is_dangerous: ClassVar = True

    command_id: UUID
    code: SecretStr

    def execute(self, tx: Transaction) -> None:
        """From now on it is asked for at signing in. Every other session of the person ends.

        Raises WrongCode, NoSecondFactor when none was started, SecondFactorThere, PasswordNeeded.
        """
        [user] = tx.lock_acting()
        started = FACTORS.c.user_id == user.id
        factor = tx.connection.execute(select(FACTORS).where(started)).one_or_none()
        if factor is None:
            raise NoSecondFactor
        if factor.confirmed_at:
            raise SecondFactorThere
        step = accepted_step(factor.secret, self.code, factor.last_step, tx.now)
        confirmed = {"confirmed_at": tx.now, "last_step": step}
        tx.connection.execute(update(FACTORS).where(started).values(confirmed))
        tx.record(SecondFactorAdded(user.id))
        shut_out(tx, user.id, keep=tx.actor.login_id)
        write_mail(tx, MailKind.SECOND_FACTOR_ADDED, user)
