"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import BigInteger, Column, LargeBinary
from sqlmodel import Field

from domain.columns import at_least, instant
from domain.table_row import TableRow

RECOVERY_CODES: Final = 10  # made at once; each one helps once


class SecondFactor(TableRow, table=True):
    """In force since `confirmed_at`; before, the person has not shown yet that the app works."""

    __tablename__ = "second_factors"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (at_least("second_factors", "last_step", 0, "last_step"),)

    user_id: UUID = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE")
    secret: str = Field(repr=False)  # base32; the server has to know it to check a code
    confirmed_at: datetime | None = instant(default=None)
    # The time step of the last code that was accepted: no code is accepted twice.
    last_step: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))


class RecoveryCode(TableRow, table=True):
    __tablename__ = "recovery_codes"  # pyright: ignore[reportAssignmentType]

    user_id: UUID = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE")
    code_hash: bytes = Field(primary_key=True, sa_type=LargeBinary, repr=False)
    used_at: datetime | None = instant(default=None)
