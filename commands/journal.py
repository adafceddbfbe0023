"""What was commanded and what happened, written in the command's own transaction."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Integer, Text, Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.access import Actor
from domain.columns import Uuids
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
    from unnest(:ids, :user_ids, :kinds) as event (id, user_id, kind)
    join unnest(:names, :before, :after) with ordinality as alike (name, before, after, kind)
        using (kind)
), listed as (
    insert into events (id, command_id, name, user_id)
    select id, :command_id, name, user_id from happened
)
insert into event_details (event_id, before, after)
select id, before, after from happened where before <> '{}' or after <> '{}'
""").bindparams(
    bindparam("command_id", type_=Uuid()),
    bindparam("answer", type_=Uuid()),
    bindparam("ids", type_=Uuids()),
    bindparam("user_ids", type_=Uuids()),
    bindparam("kinds", type_=ARRAY(Integer)),
    bindparam("names", type_=ARRAY(Text)),
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
    """Append the events, and the answer that a repeat of the command will get.

    What 10,000 events say alike is sent once.
    """
    if not events and not isinstance(answer, UUID):
        return
    said = [_saying(event) for event in events]
    alike = dict(zip(said, events, strict=True))  # one event of each kind
    kinds = {each: number for number, each in enumerate(alike, 1)}
    connection.execute(
        _HAPPENED,
        {
            "command_id": command_id,
            "answer": answer if isinstance(answer, UUID) else None,
            "ids": [event.id for event in events],
            "user_ids": [event.user_id for event in events],
            "kinds": [kinds[each] for each in said],
            "names": [type(event).__name__ for event in alike.values()],
            "before": [event.before for event in alike.values()],
            "after": [event.after for event in alike.values()],
        },
    )


def _saying(event: Event) -> object:
    """Equal for events that say the same, of whomever."""
    return type(event), *event.before.items(), None, *event.after.items()


def _fingerprint(command: object) -> bytes:
    """Of the command's text form, in which passwords are starred out."""
    return hashlib.sha256(repr(command).encode(errors="replace")).digest()
