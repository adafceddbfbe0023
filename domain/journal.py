"""The journal: which commands were carried out, and what each of them changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from domain.columns import instant
from domain.table_row import TableRow


class CommandEntry(TableRow, table=True):
    """One row per command id: the claim that makes a repeated command harmless.

    Append-only but for `answer`, which the claiming transaction fills in. The fingerprint is made
    of what the person typed, so erasing a person clears it, as it does EventDetails.
    """

    __tablename__ = "commands"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    name: str  # the intention: RegisterUser, UpdateProfile
    actor_id: UUID | None  # no foreign key: the entry outlives the person. None: guest or console
    fingerprint: bytes = Field(sa_type=LargeBinary)  # tells a repeat from a reuse of the id
    answer: UUID | None = None  # what the first execution returned
    executed_at: datetime = instant()


class EventEntry(TableRow, table=True):
    """What happened to whom. No personal value: those are in EventDetails."""

    __tablename__ = "events"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_events_user_id", "user_id", "id"),)

    id: UUID = Field(primary_key=True)
    command_id: UUID = Field(foreign_key="commands.id")
    name: str
    user_id: UUID


class EventDetails(TableRow, table=True):
    """The values before and after. Erased with the person; the event stays."""

    __tablename__ = "event_details"  # pyright: ignore[reportAssignmentType]

    event_id: UUID = Field(primary_key=True, foreign_key="events.id")
    before: dict[str, Any] = Field(sa_type=JSONB)
    after: dict[str, Any] = Field(sa_type=JSONB)
