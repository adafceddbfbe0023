"""Who may do what: one table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.errors import Forbidden


class Role(StrEnum):
    MEMBER = "member"
    MODERATOR = "moderator"
    AUDITOR = "auditor"
    ADMIN = "admin"


# Staff act upon people of a lower rank; administrators upon everybody.
RANKS: Final = {Role.MEMBER: 0, Role.AUDITOR: 0, Role.MODERATOR: 1, Role.ADMIN: 2}


class Permission(StrEnum):
    SIGN_UP = "account.create"
    SIGN_IN = "session.create"
    SIGN_OUT = "session.end"
    READ_DIRECTORY = "directory.read"
    EDIT_OWN_PROFILE = "profile.edit_own"
    MANAGE_OWN_ACCOUNT = "account.manage_own"  # password, sign-ins, history, leaving
    WRITE_POSTS = "post.write_own"
    FOLLOW = "follow.manage_own"
    SEE_PRIVATE = "person.see_private"  # e-mail, status and history of others
    SUSPEND_USERS = "person.suspend"
    REMOVE_POSTS = "post.remove_any"
    DEACTIVATE_USERS = "person.deactivate"
    CHANGE_ROLES = "role.change"
    MANAGE_JOBS = "jobs.manage"
    READ_MAILS = "mail.read"  # the outbox, with working links where no mail server is configured
    USE_MAILED_LINK = "link.use"  # the link is the proof
    ASK_PASSWORD_RESET = "password.ask_reset"  # noqa: S105 - no password
    CREATE_ADMIN = "admin.create"
    END_SUSPENSIONS = "suspension.end_due"
    SEND_MAILS = "mail.send"
    NOTE_SESSION_USE = "session.note_use"
    NOTE_REFUSALS = "refusal.note"
    TIDY = "directory.tidy"
    TRY_WRITING = "directory.try_writing"


# Whoever is in front of the browser: the password, the token or the link is the proof.
_ANYBODY = frozenset(
    {Permission.SIGN_OUT, Permission.USE_MAILED_LINK, Permission.ASK_PASSWORD_RESET}
)
_GUEST = _ANYBODY | {Permission.SIGN_UP, Permission.SIGN_IN}
_MEMBER = _ANYBODY | frozenset(
    {
        Permission.READ_DIRECTORY,
        Permission.EDIT_OWN_PROFILE,
        Permission.MANAGE_OWN_ACCOUNT,
        Permission.WRITE_POSTS,
        Permission.FOLLOW,
    }
)
_AUDITOR = _MEMBER | {Permission.SEE_PRIVATE}
_MODERATOR = _AUDITOR | {Permission.SUSPEND_USERS, Permission.REMOVE_POSTS}
_ADMIN = _MODERATOR | {
    Permission.SIGN_UP,  # of others
    Permission.DEACTIVATE_USERS,
    Permission.CHANGE_ROLES,
    Permission.MANAGE_JOBS,
    Permission.READ_MAILS,
}

GRANTS: dict[Role | None, frozenset[Permission]] = {
    None: _GUEST,
    Role.MEMBER: _MEMBER,
    Role.MODERATOR: _MODERATOR,
    Role.AUDITOR: _AUDITOR,
    Role.ADMIN: _ADMIN,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking, and from which network address.

    A guest has no role; the system (the console, the worker) may do everything.
    """

    role: Role | None = None
    user_id: UUID | None = None
    login_id: UUID | None = None
    name: str = ""
    email: str = ""
    address: str = ""
    email_verified: bool = True
    has_second_factor: bool = False
    use_is_due: bool = False  # to be noted: the session was not in use a minute ago
    is_limited: bool = False  # an administrator without the second factor that is demanded
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

    def outranks(self, role: str | None) -> bool:
        """Whether people of `role` may be acted upon; None is a role that is not shown."""
        if self.is_system or self.role is Role.ADMIN:
            return True
        if self.role is None or role is None:
            return False
        return RANKS[self.role] > RANKS[Role(role)]


GUEST = Actor()
SYSTEM = Actor(is_system=True, name="console")
