"""What was commanded and what happened, written in the command's own transaction."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import SQLModel

from domain.access import Actor
from domain.errors import CommandReused
from domain.events import Event
from domain.ids import new_id
from domain.journal import CommandEntry

_COMMANDS, _EVENTS, _DETAILS = (
    SQLModel.metadata.tables[name] for name in ("commands", "events", "event_details")
)


class Repeated(Exception):
    """This very command was committed before; `answer` is what it returned then."""

    def __init__(self, answer: UUID | None) -> None:
        super().__init__()
        self.answer = answer


def claim(
    connection: Connection, command_id: UUID, command: object, actor: Actor, now: datetime
) -> None:
    """Make `command_id` this transaction's own.

    Two transactions with one id queue on its primary key. Raises Repeated when the other one
    committed, and CommandReused when it did something else or was somebody else's.
    """
    entry = CommandEntry(
        id=command_id,
        name=type(command).__name__,
        actor_id=actor.user_id,
        fingerprint=_fingerprint(command),
        executed_at=now,
    )
    new = upsert(_COMMANDS).values(entry.model_dump()).on_conflict_do_nothing()
    if connection.scalar(new.returning(_COMMANDS.c.id)):
        return
    first = connection.execute(select(_COMMANDS).where(_COMMANDS.c.id == command_id)).one()
    if (first.fingerprint, first.actor_id) != (entry.fingerprint, entry.actor_id):
        raise CommandReused
    raise Repeated(first.answer)


def journal(
    connection: Connection, command_id: UUID, events: Sequence[Event], answer: object
) -> None:
    """Append the events, and the answer that a repeat of the command will get."""
    # Rows as they are inserted, not as models: there may be 10,000 of them.
    entries = [
        {"id": new_id(), "command_id": command_id, "name": type(e).__name__, "user_id": e.user_id}
        for e in events
    ]
    details = [
        {"event_id": entry["id"], "before": dict(event.before), "after": dict(event.after)}
        for entry, event in zip(entries, events, strict=True)
        if event.before or event.after
    ]
    if entries:
        connection.execute(insert(_EVENTS), entries)
    if details:
        connection.execute(insert(_DETAILS), details)
    if isinstance(answer, UUID):
        mine = _COMMANDS.c.id == command_id
        connection.execute(update(_COMMANDS).where(mine).values(answer=answer))


def _fingerprint(command: object) -> bytes:
    """Of the command's text form, in which passwords are starred out."""
    return hashlib.sha256(repr(command).encode(errors="replace")).digest()
