"""Change somebody's role."""

from typing import ClassVar
from uuid import UUID

from commands.sessions import announce
from commands.transaction import Transaction
from domain.access import Permission, Role
from domain.errors import Forbidden
from domain.parsing import parsed
from domain.people import require_an_admin


@parsed
class ChangeRole:
    permission: ClassVar = Permission.CHANGE_ROLES
    is_dangerous: ClassVar = True

    command_id: UUID
    user_id: UUID
    role: Role
    seen: Role | None = None  # the role that stood there for who decides; None: whatever it is

    def execute(self, tx: Transaction) -> None:
        """Giving somebody the role they have changes nothing. Their open tabs look again.

        Raises NotFound, Forbidden for one's own role, LastAdmin when no administrator would be
        left, StaleVersion when the role is no longer `seen`, and PasswordNeeded.
        """
        if self.user_id == tx.actor.user_id:
            raise Forbidden("You cannot change your own role.")
        [user], admins = tx.lock_with_admins([self.user_id])
        changed = user.change_role(self.role, seen=self.seen)
        require_an_admin(admins)
        if changed:
            tx.save(user)
            announce(tx, [user.id])
        tx.record(changed)
