"""Confirm with one's password that it is oneself, for what a session alone does not allow."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import update

from commands.authentication import check_own_password, succeeded
from commands.sessions import LOGINS, active
from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import WrongPassword
from domain.parsing import parsed
from domain.values import Password


@parsed
class ConfirmPassword:
    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT
    hashes_password: ClassVar = True

    command_id: UUID
    password: Password

    def execute(self, tx: Transaction) -> None:
        """It holds for this session and for 15 minutes. About 40 ms.

        Raises WrongPassword, TooMany, and Forbidden for who is not signed in or no longer active.
        """
        account = check_own_password(tx, self.password)
        [user] = tx.lock_acting()
        if account is None or user.password_hash != account.password_hash:
            raise WrongPassword("password")
        mine = (LOGINS.c.id == tx.actor.login_id) & active(tx)
        tx.connection.execute(update(LOGINS).where(mine).values(confirmed_at=tx.now))
        succeeded(tx, account)
