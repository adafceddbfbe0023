"""From the event loop to the blocking core and back: the only door between them.

Commands and queries are plain blocking code. Each runs in a worker thread; there are as many
threads as database connections, so no thread ever waits for a connection.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.config import settings
from app.runtime import lookup_limit
from app.runtime.concurrency_limit import Crowded, Places
from app.runtime.engines import HASHERS, READERS, STRANGERS, WRITERS, reading, writing
from app.runtime.logs import describe
from app.runtime.refusal_counter import refused
from commands.transaction import Command, execute
from domain.access import GUEST, Actor, Permission
from domain.errors import (
    BadCredentials,
    DiskFull,
    Forbidden,
    LinkExpired,
    PasswordNeeded,
    ReadOnly,
    TooMany,
    Unavailable,
    Uncertain,
    WrongCode,
    WrongPassword,
)
from queries.reading import Query, fetch

R = TypeVar("R")
LOG: Final = logging.getLogger("rollcall.database")
BUSY: Final = "Too much is going on right now. Try again in a moment."
# Somebody was not who they said, or not who may; what was only mistyped is not of interest.
_REFUSALS: Final = (
    *(Forbidden, BadCredentials, WrongPassword, WrongCode),
    *(TooMany, PasswordNeeded, LinkExpired),
)
_AWAY: Final = OperationalError, InterfaceError, PoolTimeout
# By SQLSTATE, what the database says of itself while it answers.
_CONDITIONS: Final[dict[str, type[Unavailable]]] = {"53100": DiskFull, "25006": ReadOnly}


class Threads:
    """A few threads, and a short queue in front of them: who comes later is told so at once.

    One network address has at most `of_one` of all places.
    """

    def __init__(self, count: int, waiting: int, of_one: int | None = None) -> None:
        self._pool = ThreadPoolExecutor(count)
        self._places = Places(count + waiting, "calls")
        self._most, self._of_one = count + waiting, of_one or count + waiting

    async def run(self, call: Callable[[], R], address: str = "") -> R:
        """What `call` returns. Raises Unavailable when there is no place."""
        try:
            with self._places.place(address, self._of_one if address else self._most):
                return await asyncio.get_running_loop().run_in_executor(self._pool, call)
        except Crowded:
            raise Unavailable(BUSY) from None


# A crowd at the door keeps nobody inside waiting, and no crowd of strangers keeps the door shut.
_door = Threads(HASHERS, waiting=50, of_one=25)  # signing in and out, and one's own password
strangers = Threads(STRANGERS, waiting=50, of_one=10)
_writers = Threads(WRITERS, waiting=200)
_readers = Threads(READERS, waiting=200)
# What nobody has to be known for: signing up, asking for a link, using one.
_OF_STRANGERS: Final = frozenset(filter(GUEST.may, Permission)) - {
    Permission.SIGN_IN,
    Permission.SIGN_OUT,
}


async def run(command: Command[R], actor: Actor, *, threads: Threads | None = None) -> R:
    """Execute the command in one transaction, in `threads` or those that are for its kind.

    Raises Unavailable when the database is away or cannot write, or too much is going on.
    """
    try:
        with counted(command, actor):
            return await (threads or _threads_for(command)).run(
                lambda: execute(command, actor, writing(), settings.policy), actor.address
            )
    except (DBAPIError, PoolTimeout) as error:
        # The answer may have been lost after the commit; an id makes sending again safe.
        lost = Uncertain if hasattr(command, "command_id") else Unavailable
        if condition := _condition(error, type(command).__name__, lost):
            raise condition from error
        raise


def _threads_for(command: Command[Any]) -> Threads:
    if command.permission in _OF_STRANGERS:
        return strangers
    if command.permission == Permission.SIGN_OUT or getattr(command, "hashes_password", False):
        return _door
    return _writers


async def ask(query: Query[R], actor: Actor) -> R:
    """Answer the query, read-only. Raises Unavailable when the database is away."""
    try:
        with counted(query, actor):
            lookup_limit.admit(query, actor)
            return await _readers.run(lambda: fetch(query, actor, reading()))
    except (DBAPIError, PoolTimeout) as error:
        if condition := _condition(error, type(query).__name__, Unavailable):
            raise condition from error
        raise


def _condition(
    error: DBAPIError | PoolTimeout, asked: str, lost: type[Unavailable]
) -> Unavailable | None:
    """What the database's state makes of an error: `lost` when it is away, None for a fault."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
    kind = _CONDITIONS.get(state) or (lost if isinstance(error, _AWAY) else None)
    if kind is None:
        return None
    LOG.warning("%s: %s", asked, describe(error))
    return kind()


@contextmanager
def counted(asked: object, actor: Actor) -> Iterator[None]:
    """Count what is refused to the actor, where it is of interest."""
    try:
        yield
    except _REFUSALS as refusal:
        refused(type(asked).__name__, refusal.code, actor.user_id)
        raise
