"""What was refused, and how often tries are counted. Neither is undone with a refused command."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, LargeBinary
from sqlmodel import Field

from domain.columns import at_least, instant
from domain.table_row import TableRow


class Tries(TableRow, table=True):
    """How often something was tried since `began_at`; the key is a hash that names nobody.

    The table is unlogged: a crash of the server forgets the counts, and nothing else.
    """

    __tablename__ = "tries"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (at_least("tries", "count", 0, "count"),)

    key: bytes = Field(primary_key=True, sa_type=LargeBinary)
    count: int
    began_at: datetime = instant()


class Refusal(TableRow, table=True):
    """The same refusal of the same person within one second is one row. Append-only."""

    __tablename__ = "refusals"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (at_least("refusals", "count", 1, "count"),)

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    refused_at: datetime = instant()
    subject: str  # the command, the event's handler or the route
    reason: str  # the code of a DomainError, or what a wall found
    user_id: UUID | None = None  # no foreign key: it outlives the person. None: a guest
    count: int
