"""Register a user: anyone may, once per e-mail address."""

from typing import ClassVar
from uuid import UUID

from commands.passwords import hash_password
from commands.transaction import Transaction
from domain.access import Permission
from domain.parsing import parsed
from domain.user import User
from domain.values import Email, Name, NewPassword


@parsed
class RegisterUser:
    permission: ClassVar = Permission.SIGN_UP
    hashes_password: ClassVar = True

    command_id: UUID
    email: Email
    name: Name
    password: NewPassword

    def execute(self, tx: Transaction) -> UUID:
        """The new user's id. Raises EmailTaken: the unique index decides, not a look-up."""
        user = User.new(
            email=self.email,
            name=self.name,
            password_hash=hash_password(self.password),  # slow; no connection is held yet
            now=tx.now,
        )
        tx.insert(user)
        tx.record(user.registered())
        return user.id
