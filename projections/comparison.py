"""What is stored beside what the definitions say: every difference, and the rows that differ."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Table,
    case,
    func,
    or_,
    select,
)

from domain.user import User

STREAMED = 1_000  # differences that are in memory at a time
WRITTEN = "refreshed_at"  # when a row was written, which no definition can know
_USERS = User.metadata.tables["users"]

Some = Callable[[ColumnElement[Any]], ColumnElement[bool]]  # which people, of a column of ids
Columns = Sequence[ColumnElement[Any]]


class Projection(Protocol):
    """What every module of a summary table has."""

    TABLE: Table

    def definition(self) -> Select[*tuple[Any, ...]]: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a summary that is not what it should be; "(row)" when the row itself is."""

    table: str
    key: str
    field: str
    stored: Any
    true: Any


def key_of(table: Table) -> str:
    [column] = table.primary_key.columns
    return column.name


def differences(connection: Connection, projection: Projection) -> Iterator[Difference]:
    """Every differing row and field, however many there are: they are read as they come."""
    stored, true, both, unequal = _beside(projection)
    names = [column.name for column in stored]
    pairs: list[Any] = [column for pair in zip(stored, true, strict=True) for column in pair]
    streamed = connection.execution_options(yield_per=STREAMED)
    for row in streamed.execute(select(*pairs).select_from(both).where(unequal)):
        values: list[Any] = list(row)
        yield from _named(projection.TABLE.name, names[1:], values)


def lacking(projection: Projection) -> Select[*tuple[Any, ...]]:
    """By how much each counter is too small, in order of the keys; of wrong rows only."""
    [key, *counts], [true_key, *true_counts], both, unequal = _beside(projection)
    either = func.coalesce(true_key, key).label(key.name)
    lack = (
        (func.coalesce(right, 0) - func.coalesce(left, 0)).label(left.name)
        for left, right in zip(counts, true_counts, strict=True)
    )
    query = select(either, *lack, true_key.is_(None).label("superfluous"))
    return query.select_from(both).where(unequal).order_by(either)


def _beside(projection: Projection) -> tuple[Columns, Columns, FromClause, ColumnElement[bool]]:
    """What is stored and what is true, the key first in both; their rows side by side; what
    tells unequal ones."""
    table, true = projection.TABLE, projection.definition().subquery()
    key = key_of(table)
    names = [key, *(column.name for column in true.c if column.name != key)]
    left, right = [table.c[name] for name in names], [true.c[name] for name in names]
    if WRITTEN in table.c:
        left, right = [*left, table.c[WRITTEN]], [*right, _possible(table.c, true.c)]
    both = table.outerjoin(true, left[0] == right[0], full=True)
    unequal = or_(*(a.is_distinct_from(b) for a, b in zip(left, right, strict=True)))
    return left, right, both, unequal


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


def true_rows(projection: Projection, some: Some) -> Select[*tuple[Any, ...]]:
    """What should be stored of some people and is not: whole rows."""
    table = projection.TABLE
    # Materialized, so that nothing is counted twice.
    true = projection.definition().where(some(_USERS.c.id)).cte("true_rows")
    true = true.prefix_with("materialized")
    stored = select(table).where(some(table.c.id)).subquery("stored")
    names: list[str] = [column.name for column in true.c]
    unequal = [stored.c[name].is_distinct_from(true.c[name]) for name in names]
    if WRITTEN in table.c:
        unequal.append(stored.c[WRITTEN].is_distinct_from(_possible(stored.c, true.c)))
    both = true.outerjoin(stored, stored.c.id == true.c.id)
    return select(*true.c).select_from(both).where(or_(*unequal))


def _possible(stored: Any, true: Any) -> ColumnElement[Any]:
    """When the row was written, as stored; now, where that is before it began or still to come."""
    now = func.greatest(func.clock_timestamp(), true.inserted_at)
    moment = stored[WRITTEN]
    return case((moment.between(true.inserted_at, now), moment), else_=now).label(WRITTEN)
