"""Who may do what: one table."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.errors import Forbidden


class Role(StrEnum):
    MEMBER = "member"
    MODERATOR = "moderator"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Permission(StrEnum):
    SIGN_UP = "account.create"
    SIGN_IN = "session.create"
    SIGN_OUT = "session.end"
    READ_DIRECTORY = "directory.read"
    EDIT_OWN_PROFILE = "profile.edit_own"
    SEE_PRIVATE = "person.see_private"  # e-mail, status and history of others
    CREATE_ADMIN = "admin.create"


_GUEST = frozenset({Permission.SIGN_UP, Permission.SIGN_IN, Permission.SIGN_OUT})
_MEMBER = frozenset({Permission.SIGN_OUT, Permission.READ_DIRECTORY, Permission.EDIT_OWN_PROFILE})
_STAFF = _MEMBER | {Permission.SEE_PRIVATE}

GRANTS: dict[Role | None, frozenset[Permission]] = {
    None: _GUEST,
    Role.MEMBER: _MEMBER,
    Role.MODERATOR: _STAFF,
    Role.AUDITOR: _STAFF,
    Role.ADMIN: _STAFF,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking. A guest has no role; the system (the console) may do everything."""

    role: Role | None = None
    user_id: UUID | None = None
    login_id: UUID | None = None
    name: str = ""
    reads_as_guest: bool = False  # the setting that opens the directory to everybody
    is_system: bool = False

    def may(self, permission: Permission) -> bool:
        if permission is Permission.READ_DIRECTORY and self.reads_as_guest:
            return True
        return self.is_system or permission in GRANTS[self.role]

    def require(self, permission: Permission) -> None:
        """Raises Forbidden unless granted."""
        if not self.may(permission):
            raise Forbidden

    def require_self(self, user_id: UUID) -> None:
        """Raises Forbidden for anybody else's account."""
        if self.user_id != user_id:
            raise Forbidden


GUEST = Actor()
SYSTEM = Actor(is_system=True, name="console")
