"""A login: one signed-in browser. The table knows the hash of its token, never the token."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field, SQLModel

from domain.columns import instant

LIFETIME = timedelta(days=30)  # absolute: counted from signing in
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
    created_at: datetime = instant()
    expires_at: datetime = instant()
    ended_at: datetime | None = instant(default=None)


def token_hash(token: str) -> bytes:
    """SHA-256 is enough: the token has 256 random bits, so there is nothing to guess."""
    return hashlib.sha256(token.encode(errors="replace")).digest()
