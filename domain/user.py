"""A user: the write table and the rules of its life."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import validate_call
from sqlalchemy import CheckConstraint, Index, func, text
from sqlmodel import Field, SQLModel

from domain.access import Role
from domain.columns import instant
from domain.errors import Forbidden
from domain.events import ProfileUpdated, SignedIn, UserRegistered
from domain.ids import new_id
from domain.values import Email, Name, Status


class User(SQLModel, table=True):
    __tablename__ = "users"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("uq_users_email", text("lower(email)"), unique=True),
        CheckConstraint(f"status in {tuple(map(str, Status))}", name="ck_users_status"),
        CheckConstraint(f"role in {tuple(map(str, Role))}", name="ck_users_role"),
    )

    id: UUID = Field(primary_key=True)
    email: str
    name: str
    bio: str = Field(default="", sa_column_kwargs={"server_default": ""})
    password_hash: str | None = Field(default=None, repr=False)  # None: cannot sign in
    status: str = Field(
        default=Status.ACTIVE, sa_column_kwargs={"server_default": Status.ACTIVE.value}
    )
    role: str = Role.MEMBER
    version: int = 1  # goes up with every edit; a form sends back the one it was shown
    inserted_at: datetime = instant(sa_column_kwargs={"server_default": func.now()})
    updated_at: datetime = instant(sa_column_kwargs={"server_default": func.now()})
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

    def registered(self) -> UserRegistered:
        after = {"email": self.email, "name": self.name, "role": str(self.role)}
        return UserRegistered(self.id, after=after)

    def edit(self, now: datetime, **changes: str) -> ProfileUpdated | None:
        """Take over the changes that differ; None when nothing does.

        Raises Forbidden for who is no longer active, whatever was true when the form was sent.
        """
        if self.status != Status.ACTIVE:
            raise Forbidden
        before = {name: getattr(self, name) for name in changes}
        changed = {name for name in changes if changes[name] != before[name]}
        if not changed:
            return None
        for name in changed:
            setattr(self, name, changes[name])
        self.version += 1
        self.updated_at = now
        return ProfileUpdated(
            self.id,
            before={name: before[name] for name in sorted(changed)},
            after={name: changes[name] for name in sorted(changed)},
        )

    def signed_in(self, now: datetime) -> SignedIn:
        self.was_active(now)
        return SignedIn(self.id)

    def was_active(self, now: datetime) -> None:
        """Activity never moves backward, whatever a clock does."""
        self.last_activity_at = max(now, self.last_activity_at or now)
