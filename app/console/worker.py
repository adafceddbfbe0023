"""The worker process: one beside the server, and a new one when it has ended."""

import math
import subprocess
import time
from contextlib import AbstractContextManager

import typer
from psycopg import OperationalError

from app.config import settings
from app.console.children import child, ending_with_us
from app.console.database import database
from app.console.places import PROGRAMS
from app.console.refusal import Refusal

LOOK = 0.1  # seconds
# A worker that cannot work ends soon after each start: pauses grow until one lasts.
LASTS, SHORTEST_PAUSE, LONGEST_PAUSE = 10.0, 0.5, 30.0  # seconds


def run() -> None:
    """Work until told to stop. Raises Refusal when the database goes away or the clock jumps."""
    from procrastinate.exceptions import ConnectorException  # noqa: PLC0415 - they load slowly,

    from app import jobs  # noqa: PLC0415 - and the other verbs do without

    with database():
        try:
            jobs.work()
        except (ConnectorException, OperationalError):
            raise Refusal("The database went away.") from None
        except jobs.ClockJumped as jumped:
            raise Refusal(str(jumped)) from None


def working() -> AbstractContextManager[subprocess.Popen[bytes]]:
    """A worker on the database of the settings."""
    command = ending_with_us(str(PROGRAMS / "rollcall"), "worker")
    return child(*command, env={"DATABASE_URL": settings.database_url})


def keep_working(server: subprocess.Popen[bytes]) -> None:
    """Have a worker at work until the server ends."""
    pause = SHORTEST_PAUSE
    while server.poll() is None:
        began = time.monotonic()
        with working() as worker:
            _wait_for_end(server, worker)
        if time.monotonic() - began > LASTS:
            pause = SHORTEST_PAUSE
        if server.poll() is None:
            typer.echo(f"The worker ended; a new one starts in {pause:g} s.", err=True)
        _wait_for_end(server, at_most=pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def _wait_for_end(*processes: subprocess.Popen[bytes], at_most: float = math.inf) -> None:
    """Return when the first of them has ended, or after `at_most` seconds."""
    limit = time.monotonic() + at_most
    while time.monotonic() < limit and all(process.poll() is None for process in processes):
        time.sleep(LOOK)
