"""The server of the bench, and on it one database of each size, loaded once."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, create_engine, make_url, pool, text

from app.console.local_postgres import DATABASE, running
from app.console.places import ROOT
from bench import population
from bench.site import Site, run

FOLDER = ROOT / ".bench"
_COMMENT = "select shobj_description(oid, 'pg_database') from pg_database where datname = :name"


@contextmanager
def server(folder: Path = FOLDER) -> Iterator[str]:
    """The owner's URL of a server that waits for the disk, as one of production does."""
    with running(folder, may_create=True) as url:
        yield url


@contextmanager
def database(
    server_url: str, people: int, *, rounds: int = 20, long: bool = False, keep: bool = False
) -> Iterator[Site]:
    """A directory of this size; with `keep` it is there at once the next time."""
    name = f"people_{people}"
    url = make_url(server_url).set(database=name)
    if _comment(url) != _made_of():
        _load(url, people)
    site = Site(people, url.render_as_string(hide_password=False), rounds, long)
    try:
        yield site
    finally:
        site.close()
        if not keep:
            run(url, f"drop database {name}")


def _load(url: URL, people: int) -> None:
    began = time.monotonic()
    run(url, f"drop database if exists {url.database}")
    run(url, f"create database {url.database}")
    migrate(url)
    population.load(url.render_as_string(hide_password=False), people, day=_today())
    run(url, f"comment on database {url.database} is '{_made_of()}'")
    print(f"{people:,} people loaded in {time.monotonic() - began:.1f} s", flush=True)


def migrate(url: URL) -> None:
    """Bring an empty database to the newest schema."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        config = Config(ROOT / "alembic.ini")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _comment(url: URL) -> str | None:
    engine = create_engine(url.set(database=DATABASE), poolclass=pool.NullPool)
    with engine.connect() as connection:
        return connection.scalar(text(_COMMENT), {"name": url.database})


def _made_of() -> str:
    """Changes with the population, the schema and the month: then what is loaded is of no use.

    Some questions are about this month, and need people who did something in it.
    """
    sources = [ROOT / "bench/population.py", *sorted((ROOT / "app/console").glob("demo_*.py"))]
    sources += sorted((ROOT / "alembic/versions").glob("*.py"))
    texts = b"".join(source.read_bytes() for source in sources)
    return f"{_today():%Y-%m} {hashlib.sha256(texts).hexdigest()}"


def _today() -> datetime:
    return datetime.combine(datetime.now(UTC), datetime.min.time(), UTC)
