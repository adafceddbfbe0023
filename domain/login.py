"""A login: one signed-in browser. The table knows the hash of its token, never the token."""

import hashlib
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field, SQLModel

from domain.access import Role
from domain.columns import instant

LIFETIME = timedelta(days=30)  # absolute: counted from signing in
_OF_STAFF = timedelta(hours=8)
# Without use for so long, a session has ended.
IDLE: Final = {
    Role.MEMBER: timedelta(days=7),
    Role.MODERATOR: _OF_STAFF,
    Role.AUDITOR: _OF_STAFF,
    Role.ADMIN: _OF_STAFF,
}
USE_NOTED = timedelta(minutes=1)  # `last_used_at` may be this far behind
CONFIRMED_FOR = timedelta(minutes=15)  # so long a password given in a session holds
DEVICE_LIFETIME = timedelta(days=365)
USER_AGENT_LIMIT = 300  # characters


class Login(SQLModel, table=True):
    __tablename__ = "logins"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("uq_logins_token_hash", "token_hash", unique=True),
        Index("ix_logins_user_id", "user_id"),
    )

    id: UUID = Field(primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE")
    token_hash: bytes = Field(sa_type=LargeBinary, repr=False)
    user_agent: str = ""
    device_hash: bytes | None = Field(default=None, sa_type=LargeBinary, repr=False)
    created_at: datetime = instant()
    last_used_at: datetime = instant()
    confirmed_at: datetime = instant()  # when the password was given the last time
    expires_at: datetime = instant()
    ended_at: datetime | None = instant(default=None)


def token_hash(token: str) -> bytes:
    """SHA-256 is enough: the token has 256 random bits, so there is nothing to guess."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def rested_too_long(role: Role, last_used_at: datetime, now: datetime) -> bool:
    """Whether a session of somebody of this role has ended because nobody used it."""
    return now - last_used_at > IDLE[role]
