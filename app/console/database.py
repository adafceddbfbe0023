"""The database that a verb works on: the one of DATABASE_URL, else the embedded server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from app.config import settings
from app.console.local_postgres import running
from app.console.places import ROOT
from app.console.refusal import Refusal

OLDEST = 18
CONNECT_SECONDS = 5


@contextmanager
def database() -> Iterator[str]:
    """Yield the owner's URL, which the settings then hold too; raises Refusal."""
    if settings.database_url:
        _check(settings.database_url)
        yield settings.database_url
        return
    with running(Path(os.environ.get("ROLLCALL_DATA") or ROOT / ".rollcall")) as url:
        settings.database_url = url
        yield settings.database_url


def _check(url: str) -> None:
    parsed = make_url(url)
    address = parsed.render_as_string(hide_password=True).replace("+psycopg", "", 1)
    parts: dict[str, Any] = parsed.translate_connect_args(username="user", database="dbname")
    parts |= {**parsed.query, "connect_timeout": CONNECT_SECONDS}
    try:
        with psycopg.connect(**parts) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.Error as error:
        raise Refusal(f"The database {address} cannot be reached: {_reason(error)}.") from None
    if version < OLDEST:
        raise Refusal(f"The database {address} is PostgreSQL {version}; {OLDEST} is needed.")


def _reason(error: psycopg.Error) -> str:
    # The first line names the address again, then says why.
    first = (str(error).splitlines() or ["no reason given"])[0]
    return first.rpartition("failed: ")[2].removeprefix("FATAL:").strip().rstrip(".")
