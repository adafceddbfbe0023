"""Update a profile: one's own name, bio, or both."""

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
    version: int | None = None  # the version that the editor saw; None: whatever it is by now
    name: Name | None = None  # None: as it is
    bio: Bio | None = None

    def execute(self, tx: Transaction) -> None:
        """Raises StaleVersion when the profile changed since `version` was read."""
        tx.actor.require_self(self.user_id)
        user = tx.lock(self.user_id, version=self.version)
        given = {"name": self.name, "bio": self.bio}
        changed = user.edit(tx.now, **{k: v for k, v in given.items() if v is not None})
        if changed:
            tx.save(user)
        tx.record(changed)
