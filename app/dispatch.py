"""From the event loop to the blocking core and back: the only door between them.

Commands and queries are plain blocking code. Each runs in a worker thread; there are as many
threads as database connections, so no thread ever waits for a connection.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.database import READERS, WRITERS, reading, writing
from commands.transaction import Command, execute
from domain.access import Actor
from domain.errors import Unavailable
from queries.reading import Query, fetch

R = TypeVar("R")
_writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="command")
_readers = ThreadPoolExecutor(READERS, thread_name_prefix="query")


async def run(command: Command[R], actor: Actor) -> R:
    """Execute the command in one transaction. Raises Unavailable when the database is away."""
    return await _in_thread(_writers, lambda: execute(command, actor, writing()))


async def ask(query: Query[R], actor: Actor) -> R:
    """Answer the query, read-only. Raises Unavailable when the database is away."""
    return await _in_thread(_readers, lambda: fetch(query, actor, reading()))


async def _in_thread(threads: ThreadPoolExecutor, call: Callable[[], R]) -> R:
    context = copy_context()
    try:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(threads, lambda: context.run(call))
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise Unavailable from error
