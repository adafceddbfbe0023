"""Backup and restore: one file holds the whole directory, made while it is in use."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url, text

from app.config import settings
from app.console import migrate
from app.console.postgres_server import programs
from app.console.refusal import Refusal
from app.runtime.engines import owner

_HAS_TABLES = """
select exists (
    select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'p', 'v', 'm') and nspname <> 'information_schema'
        and nspname not like 'pg\\_%'
)
"""
# Who signed out, or was suspended, after the backup was made must not be signed in again by it.
_END_SESSIONS = "update logins set ended_at = now() where ended_at is null"


def backup(file: Path) -> None:
    """Write the database of the settings to a new file, which only its owner may read.

    It is as of one instant. Raises Refusal when the file is there already or cannot be written.
    """
    if file.exists():
        raise Refusal(f"The file {file} is there already.")
    part = file.with_name(f"{file.name}.part")
    try:
        part.unlink(missing_ok=True)  # of one that was killed, or somebody else's trap
        part.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise Refusal(f"The file {file} cannot be written: {error.strerror}.") from None
    try:
        # Throttles are counts of the last minutes, and unlogged: a crash empties them too.
        _run("pg_dump", "--format=custom", "--no-unlogged-table-data", f"--file={part}")
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


def restore(file: Path) -> None:
    """Fill the empty database of the settings from a backup, and bring it to this version.

    All of it, or nothing. Everybody has to sign in anew. Raises Refusal when the database holds
    anything, the file is no backup, or is of a newer version.
    """
    if not file.is_file():
        raise Refusal(f"There is no file {file}.")
    with owner().connect() as connection:
        if connection.scalar(text(_HAS_TABLES)):
            raise Refusal("This database is not empty: a backup is restored into a new one.")
    migrate.require_known("The backup", _revision(file))
    migrate.make_roles()  # the backup grants to them
    _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", str(file))
    migrate.upgrade()
    with owner().begin() as connection:
        connection.execute(text(_END_SESSIONS))


def _revision(file: Path) -> str | None:
    """That of the database that was backed up."""
    table = ("--data-only", "--table=alembic_version", "--file=-", str(file))
    found = re.search(r"^COPY .*\n(.+)\n", _output(_program("pg_restore"), *table), re.MULTILINE)
    return found.group(1) if found else None


def _run(program: str, *arguments: str) -> None:
    url = make_url(settings.database_url)
    parts = {**url.translate_connect_args(username="user", database="dbname"), **url.query}
    # Command lines are seen by everybody on the machine.
    secret = {"PGPASSWORD": str(parts.pop("password"))} if url.password else {}
    _output(_program(program), f"--dbname={make_conninfo(**parts)}", *arguments, **secret)


def _output(*command: str, **secret: str) -> str:
    """What the program prints. Raises Refusal with the first line of its complaint."""
    done = subprocess.run(
        command,
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise Refusal(f"{reason.rstrip('.')}.")
    return done.stdout


def _program(name: str) -> str:
    """Of the embedded server, else the one of this machine. Raises Refusal."""
    try:
        return str(programs() / name)
    except Refusal:
        if found := shutil.which(name):
            return found
        raise Refusal(f"{name} is not installed here.") from None
