"""The database that a verb works on: the one of DATABASE_URL, else the embedded server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from app.config import settings
from app.console.local_postgres import Embedded, used
from app.console.places import ROOT
from app.console.refusal import Refusal

OLDEST = 18
CONNECT_SECONDS = 5


@contextmanager
def database() -> Iterator[str]:
    """Yield the owner's URL, which the settings then hold too; raises Refusal."""
    with database_or_server():
        yield settings.database_url


@contextmanager
def database_or_server() -> Iterator[Embedded | None]:
    """As `database`; yields the embedded server, or None when the database is elsewhere."""
    if settings.database_url:
        _require_usable("DATABASE_URL", settings.database_url)
        require_primaries()
        yield None
        return
    with used(Path(os.environ.get("ROLLCALL_DATA") or ROOT / ".rollcall")) as embedded:
        settings.database_url = embedded.url
        require_primaries()
        yield embedded


def require_primaries() -> None:
    """Raises Refusal where a role is led to a server that follows another one.

    A role that cannot come in yet, because it is made by the migrations, is looked at after them.
    """
    roles = {
        "WRITER_DATABASE_URL": settings.writer_database_url,
        "READER_DATABASE_URL": settings.reader_database_url,
    }
    for name, url in roles.items():
        with suppress(psycopg.OperationalError):
            if url:
                _require_primary(name, url)


def _require_usable(name: str, url: str) -> None:
    """Raises Refusal, also when the server is away or too old."""
    try:
        version = _require_primary(name, url)
    except psycopg.Error as error:
        reason = _reason(error)
        raise Refusal(f"The database {_address(url)} cannot be reached: {reason}.") from None
    if version < OLDEST:
        raise Refusal(f"The database {_address(url)} is PostgreSQL {version}; {OLDEST} is needed.")


def _require_primary(name: str, url: str) -> int:
    """The version of the server. Raises Refusal, and psycopg's errors when it cannot be reached."""
    parsed = make_url(url)
    parts: dict[str, Any] = parsed.translate_connect_args(username="user", database="dbname")
    parts |= {**parsed.query, "connect_timeout": CONNECT_SECONDS}
    with psycopg.connect(**parts) as connection:
        row = connection.execute("select pg_is_in_recovery()").fetchone()
        if row and row[0]:
            raise Refusal(
                f"{name} leads to a standby ({_address(url)}), which is behind the server that "
                "it follows: name the primary server in all addresses."
            )
        return connection.info.server_version // 10_000


def _address(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True).replace("+psycopg", "", 1)


def _reason(error: psycopg.Error) -> str:
    # The first line names the address again, then says why.
    first = (str(error).splitlines() or ["no reason given"])[0]
    return first.rpartition("failed: ")[2].removeprefix("FATAL:").strip().rstrip(".")
