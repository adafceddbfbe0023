"""What was commanded and what happened, written in the command's own transaction."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Text, Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.access import Actor
from domain.errors import CommandReused
from domain.events import Event
from domain.journal import CommandEntry

_COMMANDS = CommandEntry.metadata.tables["commands"]
# Made once: SQLAlchemy needs longer to build a statement than PostgreSQL to carry it out.
_CLAIM: Final = upsert(_COMMANDS).on_conflict_do_nothing().returning(_COMMANDS.c.id)
_FIRST: Final = select(_COMMANDS).where(_COMMANDS.c.id == bindparam("command_id"))
# One statement, however many they are: 10,000 people may be suspended at once.
_HAPPENED: Final = text("""
with answered as (
    update commands set answer = :answer where id = :command_id and :answer is not null
), happened as (
    select id, name, user_id, before, after
    from unnest(:ids, :names, :user_ids, :before, :after)
        as event (id, name, user_id, before, after)
), listed as (
    insert into events (id, command_id, name, user_id)
    select id, :command_id, name, user_id from happened
)
insert into event_details (event_id, before, after)
select id, before, after from happened where before <> '{}' or after <> '{}'
""").bindparams(
    bindparam("command_id", type_=Uuid()),
    bindparam("answer", type_=Uuid()),
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("names", type_=ARRAY(Text)),
    bindparam("user_ids", type_=ARRAY(Uuid)),
    bindparam("before", type_=ARRAY(JSONB)),
    bindparam("after", type_=ARRAY(JSONB)),
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
    entry = {
        "id": command_id,
        "name": type(command).__name__,
        "actor_id": actor.user_id,
        "fingerprint": _fingerprint(command),
        "executed_at": now,
    }
    if connection.scalar(_CLAIM, entry):
        return
    first = connection.execute(_FIRST, {"command_id": command_id}).one()
    if (first.fingerprint, first.actor_id) != (entry["fingerprint"], actor.user_id):
        raise CommandReused
    raise Repeated(first.answer)


def journal(
    connection: Connection, command_id: UUID, events: Sequence[Event], answer: object
) -> None:
    """Append the events, and the answer that a repeat of the command will get."""
    if not events and not isinstance(answer, UUID):
        return
    connection.execute(
        _HAPPENED,
        {
            "command_id": command_id,
            "answer": answer if isinstance(answer, UUID) else None,
            "ids": [event.id for event in events],
            "names": [type(event).__name__ for event in events],
            "user_ids": [event.user_id for event in events],
            "before": [event.before for event in events],
            "after": [event.after for event in events],
        },
    )


def _fingerprint(command: object) -> bytes:
    """Of the command's text form, in which passwords are starred out."""
    return hashlib.sha256(repr(command).encode(errors="replace")).digest()
