"""Three engines, one per database role, each made at its first use."""

import os
import sys
from functools import cache
from typing import Any

from sqlalchemy import Engine, create_engine

from app.config import settings

# Connections, and threads that use them (see app.runtime.dispatch).
READERS, WRITERS = 8, 6
# One core is left to the event loop: a hash takes a whole one for 40 ms.
HASHERS = max(1, (os.cpu_count() or 1) - 1)
STRANGERS = HASHERS + 1
_WAIT = 5  # seconds to wait for a connection
# A page waits at most 5 s for an answer and 2 s for a lock; nothing holds a transaction idle.
_LIMITS = (
    "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=10s"
    " -c timezone=UTC"
)
# Queries are short: compiling one, or starting workers for it, takes longer than it does.
PLAIN = (
    " -c default_transaction_read_only=on -c jit=off -c max_parallel_workers_per_gather=0"
    " -c work_mem=16MB"  # the candidates of a search stay in memory
)
# `queries.driver` has its statements prepared at once, but for those that find by fragments: their
# plan depends on the words. Others never are.
PREPARED_AFTER = sys.maxsize


@cache
def owner() -> Engine:
    """For migrations, rebuilds and verification: no limits, and never for a page."""
    return create_engine(settings.database_url, pool_size=1, max_overflow=2, hide_parameters=True)


@cache
def writing() -> Engine:
    """For commands."""
    return _engine(settings.writer_url, WRITERS + HASHERS + STRANGERS)


@cache
def reading() -> Engine:
    """For queries, which `queries.reading` gives a snapshot each, so that their numbers agree."""
    return _engine(
        settings.reader_url, READERS, PLAIN, PREPARED_AFTER, isolation_level="AUTOCOMMIT"
    )


def _engine(url: str, size: int, options: str = "", prepared_after: int = 5, **more: Any) -> Engine:
    return create_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=_WAIT,
        pool_use_lifo=True,  # what was used just now answers fastest
        hide_parameters=True,  # they hold names, addresses and hashes
        connect_args={
            "options": _LIMITS + options,
            "connect_timeout": _WAIT,
            "tcp_user_timeout": 10_000,  # milliseconds until a host that vanished is given up
            "prepare_threshold": prepared_after,
        },
        **more,
    )
