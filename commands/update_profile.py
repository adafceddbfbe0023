"""Update a profile: one's own name, bio, or both."""

from typing import ClassVar
from uuid import UUID

from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import StaleVersion
from domain.parsing import parsed
from domain.values import Bio, Name


@parsed
class UpdateProfile:
    permission: ClassVar = Permission.EDIT_OWN_PROFILE

    command_id: UUID
    user_id: UUID
    only_at: tuple[int, ...] | None = None  # versions of which it must be one; None: any
    version: int | None = None  # the version that the editor saw; None: whatever it is by now
    name: Name | None = None  # None: as it is
    bio: Bio | None = None

    def execute(self, tx: Transaction) -> int | None:
        """The version that the profile has then; None for a repeat.

        Raises StaleVersion when the profile is at none of the versions in `only_at`, and
        StaleFields when somebody else changed one of the same fields since `version`.
        """
        tx.actor.require_self(self.user_id)
        user = tx.lock(self.user_id)
        if self.only_at is not None and user.version not in self.only_at:
            raise StaleVersion
        given = {"name": self.name, "bio": self.bio}
        named = {field: text for field, text in given.items() if text is not None}
        changed = user.edit(tx.now, seen=self.version, **named)
        if changed:
            tx.save(user)
        tx.record(changed)
        return user.version
