"""Renew recovery codes: ten new ones, and those of before help nobody any more."""

from typing import ClassVar

from commands.second_factor import new_recovery_codes, require_factor
from commands.transaction import Transaction
from domain.access import Permission
from domain.parsing import parsed


@parsed
class RenewRecoveryCodes:
    """It has no command id: a repeat could not return the same codes, which are shown only once."""

    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT
    is_dangerous: ClassVar = True

    def execute(self, tx: Transaction) -> tuple[str, ...]:
        """The codes; only their hashes are stored. Raises NoSecondFactor and PasswordNeeded."""
        [user] = tx.lock_acting()
        require_factor(tx, user.id)
        return new_recovery_codes(tx, user.id)
