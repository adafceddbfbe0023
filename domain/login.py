"""A login: one signed-in browser. The table knows the hash of its token, never the token."""

from datetime import datetime
from typing import Self
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from domain.columns import instant
from domain.session import LIFETIME, token_hash
from domain.table_row import TableRow


class Login(TableRow, table=True):
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

    @classmethod
    def new(cls, login_id: UUID, user_id: UUID, token: str, now: datetime) -> Self:
        """The session of who gave the password right now."""
        return cls(
            id=login_id,
            user_id=user_id,
            token_hash=token_hash(token),
            created_at=now,
            last_used_at=now,
            confirmed_at=now,
            expires_at=now + LIFETIME,
        )
