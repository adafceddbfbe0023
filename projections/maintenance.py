"""Verify and rebuild: the summaries against their definitions, while the directory is in use."""

from collections.abc import Callable, Iterator
from uuid import UUID

from psycopg.errors import DeadlockDetected, SerializationFailure
from sqlalchemy import Connection, Engine, and_, func, select, text, true
from sqlalchemy.exc import OperationalError

from domain.user import User
from projections import daily_activity, user_search, user_statistics, user_summary
from projections.comparison import Difference, Projection, Some, differences
from projections.repair import lock_wrong, move, write

OF_PEOPLE: tuple[Projection, ...] = user_summary, user_search
COUNTERS: tuple[Projection, ...] = user_statistics, daily_activity
ALL: tuple[Projection, ...] = *OF_PEOPLE, *COUNTERS
BATCH = 5_000  # people in one transaction of a rebuild: a command may wait so long, about 0.2 s
# Holds back all commands, at the first thing that each of them locks; then the worker.
_HOLD = (
    "lock table users in exclusive mode",
    "lock table user_statistics, daily_activity in share row exclusive mode",
)
_USERS = User.metadata.tables["users"]
Told = Callable[[str, int, int], None]  # of which table, how many people are done, of how many


def status(connection: Connection) -> dict[str, int]:
    """The number of rows of each summary table."""
    tables = [projection.TABLE for projection in ALL]
    return {t.name: connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


def verify(connection: Connection) -> Iterator[Difference]:
    """Every differing row and field, from one snapshot, so that running commands don't disturb."""
    connection.execute(text("set transaction isolation level repeatable read, read only"))
    for projection in ALL:
        yield from differences(connection, projection)


def rebuild(engine: Engine, told: Told | None = None) -> dict[str, int]:
    """Write every row that differs from its definition; the number of rows written, per table.

    Nothing is emptied: a reader sees each row as it was or as it should be. It may be interrupted
    at any time; what is repaired by then stays so.
    """
    written = {projection.TABLE.name: 0 for projection in ALL}
    with engine.connect() as connection:
        everybody = connection.scalar(select(func.count()).select_from(_USERS)) or 0
    for projection in OF_PEOPLE:
        for number, people in enumerate(_batches(engine), 1):
            written[projection.TABLE.name] += _repair(engine, projection, people)
            if told:
                told(projection.TABLE.name, min(number * BATCH, everybody), everybody)
    for projection in COUNTERS:
        with engine.begin() as connection:
            written[projection.TABLE.name] = move(connection, projection)
    return written


def _batches(engine: Engine) -> Iterator[Some]:
    """All people in the order of their ids, so many at a time."""
    last: UUID | None = UUID(int=0)
    while last:
        first = last
        beyond = select(_USERS.c.id).where(_USERS.c.id > first).order_by(_USERS.c.id)
        with engine.connect() as connection:
            last = connection.scalar(beyond.offset(BATCH - 1).limit(1))
        yield _between(first, last)


def _between(first: UUID, last: UUID | None) -> Some:
    return lambda ids: and_(ids > first, ids <= last if last else true())


def _repair(engine: Engine, projection: Projection, people: Some) -> int:
    """Nobody is locked who need not be: when somebody's row changes meanwhile, this is refused.

    What a command changed since this looked, it changed in the row as well.
    """
    try:
        with engine.execution_options(isolation_level="REPEATABLE READ").begin() as connection:
            return write(connection, projection, people)
    except OperationalError as error:
        if not isinstance(error.orig, SerializationFailure | DeadlockDetected):
            raise
    with engine.begin() as connection:
        return write(connection, projection, lock_wrong(connection, projection, people))


def hold(connection: Connection) -> None:
    """Let commands and the worker finish, and wait; readers go on.

    What they commit before is seen by the statements that follow, and what they do afterwards
    starts from what these have written.
    """
    for lock in _HOLD:
        connection.execute(text(lock))


def fill(connection: Connection) -> None:
    """Write what differs of everybody within this one transaction, after loading many people."""
    hold(connection)
    for projection in OF_PEOPLE:
        write(connection, projection, lambda _ids: true())
    for projection in COUNTERS:
        move(connection, projection)
