"""Verify and rebuild: the summaries against their definitions, while the directory is in use."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Connection, Engine, Select, Table, delete, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from domain.user import User
from projections import user_search, user_statistics, user_summary


class Projection(Protocol):
    """What every module of a summary table has."""

    TABLE: Table

    def definition(self) -> Select[*tuple[Any, ...]]: ...


OF_PEOPLE: tuple[Projection, ...] = user_summary, user_search
ALL: tuple[Projection, ...] = *OF_PEOPLE, user_statistics
BATCH = 1_000  # people locked at a time by a rebuild: some tens of milliseconds
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

    Nothing is emptied: a reader sees each row as it was or as it should be. Commands on the people
    of the batch in hand wait for it.
    """
    written = {projection.TABLE.name: 0 for projection in ALL}
    last = UUID(int=0)
    while True:
        with engine.begin() as connection:
            people = select(_USERS.c.id).where(_USERS.c.id > last).order_by(_USERS.c.id)
            batch = connection.scalars(people.limit(BATCH).with_for_update(read=True)).all()
            if not batch:
                break
            for each in OF_PEOPLE:
                source = each.definition().where(_USERS.c.id.in_(batch))
                written[each.TABLE.name] += _repair(connection, each, source)
            last = batch[-1]
    with engine.begin() as connection:
        # Waits for the commands that moved a counter, and holds back the next ones: then the
        # people that this transaction can see are those that the counters have counted.
        connection.execute(text("lock table user_statistics in share row exclusive mode"))
        slots = user_statistics.definition()
        table = user_statistics.TABLE
        in_use = table.c.slot.between(0, user_statistics.SLOTS - 1)
        connection.execute(delete(table).where(~in_use))
        written[table.name] = _repair(connection, user_statistics, slots)
    return written


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
