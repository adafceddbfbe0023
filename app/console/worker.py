"""The worker process, which does what follows later."""

import subprocess
from contextlib import AbstractContextManager
from typing import IO

from psycopg import OperationalError

from app.config import settings
from app.console.children import child, ending_with_us
from app.console.migrate import migrated
from app.console.places import PROGRAMS
from app.console.refusal import Refusal


def run() -> None:
    """Work until told to stop.

    Raises Refusal when the database is of another version or goes away, and when the clock jumps.
    """
    from procrastinate.exceptions import ConnectorException  # noqa: PLC0415 - they load slowly,

    from app.worker import jobs  # noqa: PLC0415 - and the other verbs do without

    with migrated():
        try:
            jobs.work()
        except (ConnectorException, OperationalError):
            raise Refusal("The database went away.") from None
        except jobs.ClockJumped as jumped:
            raise Refusal(str(jumped)) from None


def working(output: IO[bytes] | None = None) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """A worker on the database of the settings."""
    command = ending_with_us(str(PROGRAMS / "rollcall"), "worker")
    # The links in mails lead to where the server listens.
    env = {"DATABASE_URL": settings.database_url, "ROLLCALL_PORT": str(settings.port)}
    return child(*command, env=env, output=output)
