"""How much happened on each day (UTC): the one summary that is made after the commit.

A command only notes its events as waiting, in its own transaction. The worker folds what waits
into the days and removes it in one transaction, so that each event is counted exactly once,
whenever the worker dies.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Connection,
    Engine,
    Select,
    Table,
    cast,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.types import Date
from sqlmodel import Field

from domain.columns import at_least, instant, one_of
from domain.events import Event, PostPublished, SignedIn, UserRegistered
from domain.journal import CommandEntry
from domain.statements import written
from domain.table_row import TableRow

# The column that counts each kind of event.
COUNTED: Final[dict[type[Event], str]] = {
    UserRegistered: "sign_ups",
    PostPublished: "posts",
    SignedIn: "sign_ins",
}
_NAMES: Final = {kind.__name__: column for kind, column in COUNTED.items()}
BATCH = 10_000  # events folded in one transaction


class DailyActivity(TableRow, table=True):
    __tablename__ = "daily_activity"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (at_least("daily_activity", "figures", 0, *_NAMES.values()),)

    day: date = Field(primary_key=True)
    sign_ups: int = 0
    posts: int = 0
    sign_ins: int = 0


class WaitingActivity(TableRow, table=True):
    """An event that happened and is not counted yet."""

    __tablename__ = "waiting_activity"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (one_of("waiting_activity", "name", _NAMES),)

    event_id: UUID = Field(primary_key=True, foreign_key="events.id")
    name: str
    happened_at: datetime = instant()


TABLE: Table = DailyActivity.metadata.tables["daily_activity"]
WAITING: Table = WaitingActivity.metadata.tables["waiting_activity"]
_COMMANDS, _EVENTS = (CommandEntry.metadata.tables[name] for name in ("commands", "events"))
_WAIT: Final = written(insert(WAITING))


def definition() -> Select[*tuple[Any, ...]]:
    """What the days must equal: all that happened, but for what is still waiting."""
    folded = ~exists().where(WAITING.c.event_id == _EVENTS.c.id)
    happened = (
        select(_EVENTS.c.name, _COMMANDS.c.executed_at.label("happened_at"))
        .join_from(_EVENTS, _COMMANDS, _EVENTS.c.command_id == _COMMANDS.c.id)
        .where(_EVENTS.c.name.in_(_NAMES), folded)
        .subquery()
    )
    return _by_day(happened)


def note(connection: Connection, happened_at: datetime, recorded: Mapping[UUID, Event]) -> None:
    """Let the events that are counted wait for the worker."""
    for event_id, event in recorded.items():
        if type(event) in COUNTED:
            row = {"event_id": event_id, "name": type(event).__name__, "happened_at": happened_at}
            connection.exec_driver_sql(_WAIT, row)


class Lag(NamedTuple):
    """What happened and is not counted yet."""

    events: int
    since: datetime | None  # when the oldest of them happened; None when nothing waits


def lag(connection: Connection) -> Lag:
    query = select(func.count(), func.min(WAITING.c.happened_at))
    return Lag(*connection.execute(query).one())


def fold(engine: Engine) -> int:
    """Count what waits, at most 10,000 events; how many that were. Two at once share the work."""
    waiting = select(WAITING.c.event_id).limit(BATCH).with_for_update(skip_locked=True)
    take = delete(WAITING).where(WAITING.c.event_id.in_(waiting))
    with engine.begin() as connection:
        taken = connection.execute(take.returning(WAITING.c.name, WAITING.c.happened_at)).all()
        days: dict[date, Counter[str]] = defaultdict(Counter)
        for name, happened_at in taken:
            days[happened_at.astimezone(UTC).date()][_NAMES[name]] += 1
        for day in sorted(days):  # in order, so that no two can deadlock
            _add(connection, day, days[day])
    return len(taken)


def _add(connection: Connection, day: date, counts: Counter[str]) -> None:
    new = upsert(TABLE).values(day=day, **{name: counts[name] for name in _NAMES.values()})
    sums = {name: TABLE.c[name] + new.excluded[name] for name in _NAMES.values()}
    connection.execute(new.on_conflict_do_update(index_elements=["day"], set_=sums))


def _by_day(events: Any) -> Select[*tuple[Any, ...]]:
    """The number of each kind of event on each day."""
    day = cast(func.timezone(literal_column("'UTC'"), events.c.happened_at), Date)
    counts = (func.count().filter(events.c.name == n).label(c) for n, c in _NAMES.items())
    return select(day.label("day"), *counts).group_by(day)
