"""Update a profile: one's own name and bio."""

from typing import ClassVar
from uuid import UUID

from commands.transaction import Transaction
from domain.access import Permission
from domain.parsing import parsed
from domain.values import Bio, Name


@parsed
class UpdateProfile:
    permission: ClassVar = Permission.EDIT_OWN_PROFILE

    command_id: UUID
    user_id: UUID
    version: int  # the version that the editor saw
    name: Name
    bio: Bio

    def execute(self, tx: Transaction) -> None:
        """Raises StaleVersion when the profile changed since `version` was read."""
        tx.actor.require_self(self.user_id)
        user = tx.lock(self.user_id, version=self.version)
        changed = user.edit(tx.now, name=self.name, bio=self.bio)
        if changed:
            tx.save(user)
        tx.record(changed)
