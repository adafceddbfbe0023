"""What the figures were measured on."""

import os
import platform
import subprocess
from datetime import UTC, datetime

import psutil
from sqlalchemy import create_engine, pool, text

from app.console.places import ROOT

_SERVER = """
select current_setting('server_version') as version, current_setting('fsync') as fsync,
    current_setting('synchronous_commit') as commit, current_setting('shared_buffers') as buffers
"""


def facts(server_url: str) -> dict[str, str]:
    """For the head of the report: nothing here is a path or an address."""
    with create_engine(server_url, poolclass=pool.NullPool).connect() as connection:
        server = connection.execute(text(_SERVER)).one()
    memory = psutil.virtual_memory().total / 2**30
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
        "machine": f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.machine()}",
        "python": platform.python_version(),
        "postgresql": (
            f"{server.version.split()[0]}, fsync={server.fsync},"
            f" synchronous_commit={server.commit}, shared_buffers={server.buffers}"
        ),
        "client": "on the same machine, through a Unix socket; HTTP on loopback",
    }


def _commit() -> str:
    """Of the sources; marked when they were changed since. Empty without git."""
    command = ["git", "describe", "--always", "--dirty"]
    try:
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return told.stdout.strip()
