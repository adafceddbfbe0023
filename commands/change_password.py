"""Change one's own password."""

from typing import ClassVar
from uuid import UUID

from commands.authentication import check_own_password, replace_password, succeeded
from commands.passwords import hash_password, require_strong
from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import SamePassword, WrongPassword
from domain.parsing import parsed
from domain.values import NewPassword, Password


@parsed
class ChangePassword:
    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT
    hashes_password: ClassVar = True

    command_id: UUID
    current_password: Password
    new_password: NewPassword

    def execute(self, tx: Transaction) -> None:
        """Every other session ends, and every mailed link that could change much. About 80 ms.

        Raises WrongPassword, SamePassword, WeakPassword, TooMany, and Forbidden for who is not
        signed in or no longer active.
        """
        account = check_own_password(tx, self.current_password)
        new = hash_password(self.new_password)  # slow; nobody is locked yet
        [user] = tx.lock_acting()  # a repeat ends here: the current password is another by now
        if account is None or user.password_hash != account.password_hash:
            raise WrongPassword  # or changed while it was being checked
        if self.new_password == self.current_password:
            raise SamePassword
        require_strong(self.new_password, user.email, user.name, field="new_password")
        replace_password(tx, user, new, keep=tx.actor.login_id)
        succeeded(tx, account)
