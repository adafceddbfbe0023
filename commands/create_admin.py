"""Create an administrator: only from the console of the machine."""

from typing import ClassVar
from uuid import UUID

from commands.passwords import hash_password, require_strong
from commands.transaction import Transaction
from domain.access import Permission, Role
from domain.parsing import parsed
from domain.user import User
from domain.values import Email, Name, NewPassword


@parsed
class CreateAdmin:
    permission: ClassVar = Permission.CREATE_ADMIN
    hashes_password: ClassVar = True

    command_id: UUID
    email: Email
    name: Name
    password: NewPassword

    def execute(self, tx: Transaction) -> UUID:
        """The new administrator's id. Raises EmailTaken and WeakPassword."""
        require_strong(self.password, self.email, self.name, field="password")
        user = User.new(
            email=self.email,
            name=self.name,
            password_hash=hash_password(self.password),
            role=Role.ADMIN,
            now=tx.now,
        )
        user.verify_email(tx.now)  # the console vouches for the address: that is no event
        tx.insert(user)
        tx.record(user.registered())
        return user.id
