"""Change one's own password."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import select

from commands.passwords import hash_password, matches
from commands.sessions import end_sessions
from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import SamePassword, WrongPassword
from domain.parsing import parsed
from domain.user import User
from domain.values import NewPassword, Password

_USERS = User.metadata.tables["users"]


@parsed
class ChangePassword:
    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT
    hashes_password: ClassVar = True

    command_id: UUID
    current_password: Password
    new_password: NewPassword

    def execute(self, tx: Transaction) -> None:
        """Every other session of the person ends. About 80 ms.

        Raises WrongPassword, SamePassword, and Forbidden for who is no longer active.
        """
        mine = _USERS.c.id == tx.actor.user_id
        stored = tx.connection.scalar(select(_USERS.c.password_hash).where(mine))
        if not matches(self.current_password, stored):
            raise WrongPassword
        if self.new_password == self.current_password:
            raise SamePassword
        new = hash_password(self.new_password)  # slow; nobody is locked yet
        [user] = tx.lock_acting()
        if user.password_hash != stored:
            raise WrongPassword  # changed while it was being checked
        tx.record(user.change_password(new))
        tx.save(user)
        end_sessions(tx, [user.id], keep=tx.actor.login_id)
