"""From the event loop to the blocking core and back: the only door between them.

Commands and queries are plain blocking code. Each runs in a worker thread; there are as many
threads as database connections, so no thread ever waits for a connection.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.database import READERS, WRITERS, reading, writing
from app.logs import describe
from commands.transaction import Command, execute
from domain.access import Actor
from domain.errors import Unavailable
from queries.reading import Query, fetch

R = TypeVar("R")
LOG: Final = logging.getLogger("rollcall.database")
# The answer may have been lost after the commit; the id of the command makes sending again safe.
UNCERTAIN: Final = "The directory did not answer in time. Send it again; it is not done twice."
_AWAY: Final = OperationalError, InterfaceError, PoolTimeout
_writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="command")
_readers = ThreadPoolExecutor(READERS, thread_name_prefix="query")


async def run(command: Command[R], actor: Actor) -> R:
    """Execute the command in one transaction. Raises Unavailable when the database is away."""
    try:
        return await _in_thread(_writers, lambda: execute(command, actor, writing()))
    except _AWAY as error:
        LOG.warning("%s: %s", type(command).__name__, describe(error))
        raise Unavailable(UNCERTAIN) from error


async def ask(query: Query[R], actor: Actor) -> R:
    """Answer the query, read-only. Raises Unavailable when the database is away."""
    try:
        return await _in_thread(_readers, lambda: fetch(query, actor, reading()))
    except _AWAY as error:
        LOG.warning("%s: %s", type(query).__name__, describe(error))
        raise Unavailable from error


async def _in_thread(threads: ThreadPoolExecutor, call: Callable[[], R]) -> R:
    return await asyncio.get_running_loop().run_in_executor(threads, call)
