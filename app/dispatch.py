"""From the event loop to the blocking core and back: the only door between them.

Commands and queries are plain blocking code. Each runs in a worker thread; there are as many
threads as database connections, so no thread ever waits for a connection.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app import lookups
from app.config import settings
from app.database import HASHERS, READERS, WRITERS, reading, writing
from app.logs import describe
from app.refusals import refused
from commands.transaction import Command, execute
from domain.access import Actor
from domain.errors import (
    BadCredentials,
    Forbidden,
    LinkExpired,
    PasswordNeeded,
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


class Threads:
    """A few threads, and a short queue in front of them: who comes later is told so at once."""

    def __init__(self, count: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(count)
        self._places = count + waiting

    async def run(self, call: Callable[[], R]) -> R:
        """What `call` returns. Raises Unavailable when the queue is full."""
        if self._places <= 0:
            raise Unavailable(BUSY)
        self._places -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, call)
        finally:
            self._places += 1


# Passwords have threads of their own, so that a crowd at the door keeps nobody inside waiting.
_hashers = Threads(HASHERS, waiting=50)
_writers = Threads(WRITERS, waiting=200)
_readers = Threads(READERS, waiting=200)


async def run(command: Command[R], actor: Actor) -> R:
    """Execute the command in one transaction. Raises Unavailable when the database is away."""
    try:
        threads = _hashers if getattr(command, "hashes_password", False) else _writers
        with counted(command, actor):
            return await threads.run(lambda: execute(command, actor, writing(), settings.policy))
    except _AWAY as error:
        LOG.warning("%s: %s", type(command).__name__, describe(error))
        # The answer may have been lost after the commit; an id makes sending again safe.
        raise (Uncertain if hasattr(command, "command_id") else Unavailable) from error


async def ask(query: Query[R], actor: Actor) -> R:
    """Answer the query, read-only. Raises Unavailable when the database is away."""
    try:
        with counted(query, actor):
            lookups.admit(query, actor)
            return await _readers.run(lambda: fetch(query, actor, reading()))
    except _AWAY as error:
        LOG.warning("%s: %s", type(query).__name__, describe(error))
        raise Unavailable from error


@contextmanager
def counted(asked: object, actor: Actor) -> Iterator[None]:
    """Count what is refused to the actor, where it is of interest."""
    try:
        yield
    except _REFUSALS as refusal:
        refused(type(asked).__name__, refusal.code, actor.user_id)
        raise
