"""Deactivate people: oneself, or as an administrator others too."""

from typing import ClassVar
from uuid import UUID

from commands.sessions import end_sessions
from commands.transaction import Transaction
from domain.access import Permission
from domain.events import UserDeactivated
from domain.parsing import parsed
from domain.people import require_an_admin, require_rank, require_status
from domain.values import UserIds


@parsed
class DeactivateUser:
    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT
    is_dangerous: ClassVar = True

    command_id: UUID
    user_ids: UserIds

    def execute(self, tx: Transaction) -> None:
        """All of them or nobody; their sessions end.

        Raises NotFound, Forbidden, WrongStatus, PasswordNeeded, and LastAdmin when no administrator
        would be left.
        Where mail is configured, EmailUnverified for oneself: the address may be somebody else's,
        whom nobody shuts out.
        """
        others = {user_id for user_id in self.user_ids if user_id != tx.actor.user_id}
        users, admins = tx.lock_with_admins(self.user_ids)
        if others:
            tx.actor.require(Permission.DEACTIVATE_USERS)
        if tx.policy.sends_mail:
            for user in users:
                if user.id not in others:
                    user.require_verified()
        require_rank(tx.actor, (user for user in users if user.id in others))
        require_status(UserDeactivated, users)
        tx.record(*(user.deactivate() for user in users))
        require_an_admin(admins)
        tx.save(*users)
        end_sessions(tx, self.user_ids)
