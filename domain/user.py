"""A user: the write table and the rules of its life."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Self, TypeVar
from uuid import UUID

from pydantic import validate_call
from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import configure_mappers
from sqlmodel import AutoString, Field

from domain.access import Role
from domain.columns import at_least, instant, not_empty, one_of, transaction_time
from domain.errors import (
    EmailUnverified,
    EndsInPast,
    Forbidden,
    StaleFields,
    StaleVersion,
    WrongStatus,
)
from domain.events import (
    EmailChanged,
    EmailVerified,
    Event,
    PasswordChanged,
    ProfileUpdated,
    RoleChanged,
    SignedIn,
    UserDeactivated,
    UserReactivated,
    UserRegistered,
    UserReinstated,
    UserSuspended,
)
from domain.graphemes import shortened
from domain.ids import new_id
from domain.table_row import TableRow
from domain.values import Email, Name, Status

# The state machine of a person: what leads from which status to which. docs/statuses.md shows it.
TRANSITIONS: Final[dict[type[Event], tuple[Status, Status]]] = {
    UserDeactivated: (Status.ACTIVE, Status.INACTIVE),
    UserReactivated: (Status.INACTIVE, Status.ACTIVE),
    UserSuspended: (Status.ACTIVE, Status.SUSPENDED),
    UserReinstated: (Status.SUSPENDED, Status.ACTIVE),
}
Changed = TypeVar("Changed", bound=Event)


def _version_of_field() -> Any:
    """The version that the last change of a field made; 1 for what is as it was at first."""
    return Field(default=1, sa_column_kwargs={"server_default": "1"})


class User(TableRow, table=True):
    __tablename__ = "users"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("uq_users_email", text("lower(email)"), unique=True),
        Index(
            "ix_users_suspended_until",
            "suspended_until",
            postgresql_where=text("suspended_until is not null"),
        ),
        Index(
            "ix_users_admins",
            "id",
            postgresql_where=text("role = 'admin' and status = 'active'"),
        ),
        one_of("users", "status", Status),
        one_of("users", "role", Role),
        at_least("users", "version", 1, "version"),
        CheckConstraint(
            "name_version between 1 and version and bio_version between 1 and version",
            name="ck_users_fields",
        ),
        not_empty("users", "email"),
        not_empty("users", "name"),
        CheckConstraint(
            "status = 'suspended' or (suspended_until is null and suspension_reason is null)",
            name="ck_users_suspension",
        ),
    )

    id: UUID = Field(primary_key=True)
    email: str
    email_verified_at: datetime | None = instant(default=None)
    name: str
    bio: str = Field(default="", sa_column_kwargs={"server_default": ""})
    password_hash: str | None = Field(default=None, repr=False)  # None: cannot sign in
    status: Status = Field(
        default=Status.ACTIVE,
        sa_type=AutoString,
        sa_column_kwargs={"server_default": Status.ACTIVE.value},
    )
    suspended_until: datetime | None = instant(default=None)  # None: until somebody reinstates
    suspension_reason: str | None = None
    role: Role = Field(default=Role.MEMBER, sa_type=AutoString)
    version: int = 1  # goes up with every edit; a form sends back the one it was shown
    name_version: int = _version_of_field()
    bio_version: int = _version_of_field()
    inserted_at: datetime = transaction_time()
    updated_at: datetime = transaction_time()
    last_activity_at: datetime | None = instant(default=None)

    @classmethod
    @validate_call(config={"hide_input_in_errors": True})
    def new(
        cls,
        *,
        email: Email,
        name: Name,
        password_hash: str,
        now: datetime,
        role: Role = Role.MEMBER,
    ) -> Self:
        """An active user. Raises pydantic's ValidationError, which names every bad field."""
        return cls(
            id=new_id(now),  # so that the order of ids is the order of joining
            email=email,
            name=name,
            password_hash=password_hash,
            role=role,
            inserted_at=now,
            updated_at=now,
        )

    @classmethod
    def stored(cls, row: Mapping[Any, Any]) -> Self:
        """The user of a row of the table, which is kept. Nothing is validated again."""
        user = cls.__new__(cls)
        status, role = Status(row["status"]), Role(row["role"])
        vars(user).update(row, status=status, role=role, _stored=row)
        return user

    def changes(self) -> set[str]:
        """The fields that differ from what was read."""
        fields = vars(self)
        return {name for name, value in fields["_stored"].items() if fields[name] != value}

    def registered(self) -> UserRegistered:
        after = {"email": self.email, "name": self.name, "role": str(self.role)}
        return UserRegistered(self.id, after=after)

    def require_active(self) -> None:
        """Raises Forbidden for who is no longer active, whatever was true when a form was sent."""
        if self.status != Status.ACTIVE:
            raise Forbidden

    def require_verified(self) -> None:
        """Raises EmailUnverified: nobody has shown yet that the address is theirs."""
        if self.email_verified_at is None:
            raise EmailUnverified

    def verify_email(self, now: datetime) -> EmailVerified | None:
        """None when it was verified already."""
        if self.email_verified_at:
            return None
        self.email_verified_at = now
        return EmailVerified(self.id)

    def change_email(self, email: str, now: datetime) -> EmailChanged:
        """To an address that was confirmed by a mailed link."""
        self.require_active()
        before, self.email, self.email_verified_at = self.email, email, now
        self.version += 1
        self.updated_at = now
        return EmailChanged(self.id, {"email": before}, {"email": email})

    def edit(
        self, now: datetime, *, seen: int | None = None, **changes: str
    ) -> ProfileUpdated | None:
        """Take over the changes that differ; None when nothing does.

        Raises StaleFields for those that somebody else changed since the version `seen`, and for
        all of them when there was no such version yet.
        """
        self.require_active()
        current = {name: getattr(self, name) for name in sorted(changes)}
        if seen is not None and seen > self.version:
            raise StaleFields(current)
        before = {name: value for name, value in current.items() if value != changes[name]}
        after = {name: changes[name] for name in before}
        if stale := {name: before[name] for name in before if self._changed_since(seen, name)}:
            raise StaleFields(stale)
        if not after:
            return None
        self.version += 1
        for name, value in after.items():
            setattr(self, name, value)
            setattr(self, f"{name}_version", self.version)
        self.updated_at = now
        return ProfileUpdated(self.id, before, after)

    def _changed_since(self, seen: int | None, name: str) -> bool:
        return seen is not None and getattr(self, f"{name}_version") > seen

    def signed_in(self, now: datetime) -> SignedIn:
        self.was_active(now)
        return SignedIn(self.id)

    def was_active(self, now: datetime) -> None:
        """Activity never moves backward, whatever a clock does.

        SignIn, PublishPost, EditPost and FollowUser move it; nothing else does.
        """
        self.last_activity_at = max(now, self.last_activity_at or now)

    def change_password(self, password_hash: str) -> PasswordChanged:
        self.require_active()
        self.password_hash = password_hash
        return PasswordChanged(self.id)

    def change_role(self, role: Role, *, seen: Role | None = None) -> RoleChanged | None:
        """None when it is the role already. Raises StaleVersion when it is no longer `seen`."""
        if role == self.role:
            return None
        if seen not in (None, self.role):
            now = f"{self.name}'s role was changed meanwhile: it is {self.role} now."
            raise StaleVersion(f"{now} Nothing was changed.")
        before, self.role = str(self.role), role
        self.version += 1
        return RoleChanged(self.id, {"role": before}, {"role": str(role)})

    def deactivate(self) -> UserDeactivated:
        return self._move(UserDeactivated)

    def reactivate(self) -> UserReactivated:
        return self._move(UserReactivated)

    def suspend(self, reason: str, until: datetime | None, now: datetime) -> UserSuspended:
        """Raises WrongStatus, and EndsInPast for an end that is not to come."""
        if until and until <= now:
            raise EndsInPast
        end = {"until": until.isoformat()} if until else {}
        suspended = self._move(UserSuspended, reason=reason, **end)
        self.suspended_until, self.suspension_reason = until, reason
        return suspended

    def reinstate(self) -> UserReinstated:
        reinstated = self._move(UserReinstated)
        self.suspended_until = self.suspension_reason = None
        return reinstated

    def has_served(self, now: datetime) -> bool:
        """Whether a suspension was to end by now."""
        return self.suspended_until is not None and self.suspended_until <= now

    def why_not(self, kind: type[Event]) -> str | None:
        """The reason why TRANSITIONS does not lead on from here by this event, if there is one."""
        source, target = TRANSITIONS[kind]
        if self.status == source:
            return None
        name = shortened(self.name)
        if self.status == target:
            return f"{name} is already {self.status}"
        return f"{name} is {self.status} and cannot be {participle(kind)}"

    def _move(self, kind: type[Changed], **details: str) -> Changed:
        """Raises WrongStatus unless TRANSITIONS leads on from here by this event."""
        if reason := self.why_not(kind):
            raise WrongStatus(f"{reason}.")
        source, target = TRANSITIONS[kind]
        self.status = target
        self.version += 1
        return kind(self.id, {"status": str(source)}, {"status": str(target), **details})


# What the first constructed user would do; `stored` constructs none.
configure_mappers()


def participle(kind: type[Event]) -> str:
    """What is done to a person by this event: suspended by UserSuspended."""
    return kind.__name__.removeprefix("User").lower()
