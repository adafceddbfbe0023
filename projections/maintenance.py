"""Verify and rebuild: the summaries against their definitions, while the directory is in use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Connection, Engine, Select, Table, delete, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from domain.user import User
from projections import daily_activity, user_search, user_statistics, user_summary


class Projection(Protocol):
    """What every module of a summary table has."""

    TABLE: Table

    def definition(self) -> Select[*tuple[Any, ...]]: ...


OF_PEOPLE: tuple[Projection, ...] = user_summary, user_search
ALL: tuple[Projection, ...] = *OF_PEOPLE, user_statistics, daily_activity
BATCH = 1_000  # people compared at a time by a rebuild
# Waits for the commands that moved a counter, and holds back the next ones: then the people that
# this transaction can see are those that the counters have counted.
_HOLD_STATISTICS = "lock table user_statistics in share row exclusive mode"
# Holds back the worker: what it has not committed still waits, and is added afterwards.
_HOLD_DAYS = "lock table daily_activity in share row exclusive mode"
# Holds back all commands, at the first thing that each of them locks.
_HOLD_PEOPLE = "lock table users in exclusive mode"
_USERS = User.metadata.tables["users"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a summary that is not what it should be; "(row)" when the row itself is."""

    table: str
    key: str
    field: str
    stored: Any
    true: Any


def status(connection: Connection) -> dict[str, int]:
    """The number of rows of each summary table."""
    tables = [projection.TABLE for projection in ALL]
    return {t.name: connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


def verify(connection: Connection) -> Iterator[Difference]:
    """Every differing row and field, from one snapshot, so that running commands don't disturb."""
    connection.execute(text("set transaction isolation level repeatable read, read only"))
    for projection in ALL:
        yield from _differences(connection, projection)


def _differences(connection: Connection, projection: Projection) -> Iterator[Difference]:
    stored, true = projection.TABLE, projection.definition().subquery()
    key = _key(stored)
    names = [column.name for column in true.c if column.name != key]
    pairs = [(stored.c[name], true.c[name]) for name in [key, *names]]
    query: Select[*tuple[Any, ...]] = select(*(column for pair in pairs for column in pair))
    both = stored.outerjoin(true, stored.c[key] == true.c[key], full=True)
    unequal = or_(*(left.is_distinct_from(right) for left, right in pairs))
    for row in connection.execute(query.select_from(both).where(unequal)):
        values: list[Any] = list(row)
        yield from _named(stored.name, names, values)


def _named(table: str, names: list[str], values: list[Any]) -> Iterator[Difference]:
    """`values` are stored and true, in turns: of the key, then of each named field."""
    key, expected, *fields = values
    if key is None:
        yield Difference(table, str(expected), "(row)", "missing", "present")
    elif expected is None:
        yield Difference(table, str(key), "(row)", "present", "missing")
    else:
        for name, stored, true in zip(names, fields[::2], fields[1::2], strict=True):
            if stored != true:
                yield Difference(table, str(key), name, stored, true)


def _key(table: Table) -> str:
    [column] = table.primary_key.columns
    return column.name


def rebuild(engine: Engine) -> dict[str, int]:
    """Write every row that differs from its definition; the number of rows written, per table.

    Nothing is emptied: a reader sees each row as it was or as it should be. Only people whose
    rows differ are locked, a batch at a time, and their rows compared again under the lock.
    """
    written = {projection.TABLE.name: 0 for projection in ALL}
    last = UUID(int=0)
    while batch := _next_people(engine, last):
        for each in OF_PEOPLE:
            written[each.TABLE.name] += _repair_people(engine, each, batch)
        last = batch[-1]
    written[user_statistics.TABLE.name] = _repair_statistics(engine)
    written[daily_activity.TABLE.name] = _repair_days(engine)
    return written


def _next_people(engine: Engine, last: UUID) -> Sequence[UUID]:
    with engine.connect() as connection:
        people = select(_USERS.c.id).where(_USERS.c.id > last).order_by(_USERS.c.id)
        return connection.scalars(people.limit(BATCH)).all()


def _repair_people(engine: Engine, projection: Projection, batch: Sequence[UUID]) -> int:
    table, source = projection.TABLE, projection.definition().where(_USERS.c.id.in_(batch))
    true = source.subquery()
    names: list[str] = [column.name for column in true.c]
    wrong = or_(*(table.c[name].is_distinct_from(true.c[name]) for name in names))
    compared = true.outerjoin(table, table.c.id == true.c.id)
    with engine.begin() as connection:
        differing = connection.scalars(select(true.c.id).select_from(compared).where(wrong)).all()
        if not differing:
            return 0
        theirs = _USERS.c.id.in_(differing)
        connection.execute(
            select(_USERS.c.id).where(theirs).order_by(_USERS.c.id).with_for_update()
        )
        return _repair(connection, projection, projection.definition().where(theirs))


def _repair_statistics(engine: Engine) -> int:
    slots = user_statistics.TABLE.c.slot
    with engine.begin() as connection:
        connection.execute(text(_HOLD_STATISTICS))
        in_use = slots.between(0, user_statistics.SLOTS - 1)
        connection.execute(delete(user_statistics.TABLE).where(~in_use))
        return _repair(connection, user_statistics, user_statistics.definition())


def _repair_days(engine: Engine) -> int:
    true, days = daily_activity.definition(), daily_activity.TABLE
    with engine.begin() as connection:
        connection.execute(text(_HOLD_DAYS))
        empty = days.c.day.not_in(select(true.subquery().c.day))
        removed = connection.execute(delete(days).where(empty)).rowcount
        return removed + _repair(connection, daily_activity, true)


def hold(connection: Connection) -> None:
    """Let commands and the worker finish, and wait; readers go on.

    What they commit before is seen by the statements that follow, and what they do afterwards
    starts from what these have written.
    """
    for lock in (_HOLD_PEOPLE, _HOLD_STATISTICS, _HOLD_DAYS):
        connection.execute(text(lock))


def fill(connection: Connection) -> None:
    """Write what differs of everybody within this one transaction, after loading many people."""
    hold(connection)
    for projection in ALL:
        _repair(connection, projection, projection.definition())


def _repair(
    connection: Connection, projection: Projection, source: Select[*tuple[Any, ...]]
) -> int:
    table = projection.TABLE
    upsert = insert(table).from_select(source.selected_columns.keys(), source)
    fields = [column.name for column in source.selected_columns if column.name != _key(table)]
    new: dict[str, Any] = {name: upsert.excluded[name] for name in fields}
    differs = or_(*(table.c[name].is_distinct_from(value) for name, value in new.items()))
    if "refreshed_at" in table.c:
        new["refreshed_at"] = func.now()
    repair = upsert.on_conflict_do_update(index_elements=[_key(table)], set_=new, where=differs)
    return connection.execute(repair, execution_options={"preserve_rowcount": True}).rowcount
