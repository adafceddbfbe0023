"""Test databases: clones of one migrated template on one server, used by the product's roles."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Engine, create_engine, make_url, pool, text

from app.console.local_postgres import running
from domain.ids import new_id
from tests.console.processes import eventually

TEMPLATE = "migrated"
# Whatever refers to a row comes before it.
TABLES = (
    "event_details, waiting_activity, events, commands, logins, mails, second_factors,"
    " recovery_codes, tries, refusals, posts, follows, user_search, user_summaries, users,"
    " daily_activity"
)
# In one go; and for a few rows this takes a tenth of the time of a truncate.
EMPTY = "".join(
    [
        *(f"delete from {table};" for table in TABLES.split(", ")),
        "delete from jobs.procrastinate_jobs;",
        "update user_statistics set (total_users, active_users, inactive_users,",
        " suspended_users, total_posts, members, moderators, auditors, admins)",
        " = row (0, 0, 0, 0, 0, 0, 0, 0, 0)",
    ]
)
ROOT = Path(__file__).parent.parent


@contextmanager
def database_server(folder: Path) -> Iterator[str]:
    """The owner's URL of a server in `folder` with a migrated template; shared by processes."""
    with running(folder, hasty=True, may_create=True) as url:
        with (folder / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            names = "select datname from pg_database where datname = :name"
            with _maintenance(url) as connection:
                if connection.scalar(text(names), {"name": TEMPLATE}) is None:
                    connection.execute(text("create database half_migrated"))
                    migrate(make_url(url).set(database="half_migrated"))
                    connection.execute(text(f"alter database half_migrated rename to {TEMPLATE}"))
        yield url


def migrate(url: URL, revision: str = "head", *, down: bool = False) -> None:
    """Alembic, in this process, on this database."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)


def alembic_config() -> Config:
    return Config(ROOT / "alembic.ini")


@dataclass
class Database:
    url: URL  # the owner's

    @classmethod
    @contextmanager
    def cloned(cls, server: str) -> Iterator["Database"]:
        """A clone of the template; it goes with the server, at the end of the run."""
        name = f"clone_{new_id().hex}"
        with _maintenance(server) as connection:
            connection.execute(text(f"create database {name} template {TEMPLATE}"))
        database = cls(make_url(server).set(database=name))
        yield database
        for engine in (database.owner, database.writing, database.reading):
            close(engine)

    @cached_property
    def owner(self) -> Engine:
        return create_engine(self.url)

    @cached_property
    def writing(self) -> Engine:
        url = self.url.set(username="rollcall_writer")
        return create_engine(url, pool_size=20, connect_args={"options": "-c lock_timeout=10s"})

    @cached_property
    def reading(self) -> Engine:
        url = self.url.set(username="rollcall_reader")
        return create_engine(
            url,
            isolation_level="AUTOCOMMIT",
            connect_args={"options": "-c default_transaction_read_only=on"},
        )

    def empty(self) -> None:
        with self.owner.begin() as connection:
            connection.exec_driver_sql(EMPTY)


def close(engine: Engine) -> None:
    """Close all its connections, also those that a thread of a finished test is still using."""
    connections: Any = engine.pool
    assert eventually(lambda: not connections.checkedout())
    engine.dispose()


@contextmanager
def _maintenance(url: str):
    """A connection on which databases can be made and dropped."""
    engine = create_engine(url, poolclass=pool.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
