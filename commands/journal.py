"""What was commanded and what happened, written in the command's own transaction."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from domain.access import Actor
from domain.errors import CommandReused
from domain.events import Event
from domain.journal import CommandEntry
from domain.statements import uuids, written

_COMMANDS = CommandEntry.metadata.tables["commands"]
_CLAIMED = [_COMMANDS.c[name] for name in ("id", "name", "actor_id", "fingerprint")]
_CLAIM: Final = written(
    upsert(_COMMANDS)
    .values({c: bindparam(c.name, type_=c.type) for c in _CLAIMED})
    .values(executed_at=func.now())
    .on_conflict_do_nothing()
    .returning(_COMMANDS.c.executed_at)
)
_FIRST: Final = select(_COMMANDS).where(_COMMANDS.c.id == bindparam("command_id"))
# One statement, however many they are: 10,000 people may be suspended at once.
_HAPPENED: Final = """
with answered as (
    update commands set answer = %(answer)s::uuid
    where id = %(command_id)s::uuid and %(answer)s::uuid is not null
), happened as (
    select id, name, user_id, before, after
    from unnest(%(ids)s::uuid[], %(user_ids)s::uuid[], %(kinds)s::integer[])
        as event (id, user_id, kind)
    join jsonb_to_recordset(%(said)s::jsonb)
        as said (kind integer, name text, before jsonb, after jsonb) using (kind)
), listed as (
    insert into events (id, command_id, name, user_id)
    select id, %(command_id)s::uuid, name, user_id from happened
)
insert into event_details (event_id, before, after)
select id, before, after from happened where before <> '{}' or after <> '{}'
"""


class Repeated(Exception):
    """This very command was committed before; `answer` is what it returned then."""

    def __init__(self, answer: UUID | None) -> None:
        super().__init__()
        self.answer = answer


def claim(connection: Connection, command_id: UUID, command: object, actor: Actor) -> datetime:
    """Make `command_id` this transaction's own; the instant at which the transaction began.

    Two transactions with one id queue on its primary key. Raises Repeated when the other one
    committed, and CommandReused when it did something else or was somebody else's.
    """
    entry = {
        "id": command_id,
        "name": type(command).__name__,
        "actor_id": actor.user_id,
        "fingerprint": _fingerprint(command),
    }
    if began_at := connection.exec_driver_sql(_CLAIM, entry).scalar_one_or_none():
        return began_at
    first = connection.execute(_FIRST, {"command_id": command_id}).one()
    if (first.fingerprint, first.actor_id) != (entry["fingerprint"], actor.user_id):
        raise CommandReused
    raise Repeated(first.answer)


def journal(
    connection: Connection, command_id: UUID, events: Mapping[UUID, Event], answer: object
) -> None:
    """Append the events by their ids, and the answer that a repeat of the command will get.

    What 10,000 events say alike is sent once.
    """
    if not events and not isinstance(answer, UUID):
        return
    said = [_saying(event) for event in events.values()]
    alike = dict(zip(said, events.values(), strict=True))  # one event of each kind
    kinds = {each: str(number) for number, each in enumerate(alike)}
    values = {
        "command_id": command_id,
        "answer": answer if isinstance(answer, UUID) else None,
        "ids": uuids(events),
        "user_ids": uuids([event.user_id for event in events.values()]),
        "kinds": "{" + ",".join([kinds[each] for each in said]) + "}",
        "said": json.dumps([_said(kinds[each], event) for each, event in alike.items()]),
    }
    connection.exec_driver_sql(_HAPPENED, values)


def _said(kind: str, event: Event) -> dict[str, object]:
    name = type(event).__name__
    return {"kind": kind, "name": name, "before": event.before, "after": event.after}


def _saying(event: Event) -> object:
    """Equal for events that say the same, of whomever."""
    return type(event), *event.before.items(), None, *event.after.items()


def _fingerprint(command: object) -> bytes:
    """Of the command's text form, in which passwords are starred out."""
    return hashlib.sha256(repr(command).encode(errors="replace")).digest()
