"""The product with its own engines, threads and roles, led to a database of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from app.config import settings
from app.runtime.engines import owner, reading, writing
from tests.database import Database, close

AWAY = "postgresql://somebody@/people?host=/nowhere"
_NO_ROOM = """
create function no_room() returns trigger language plpgsql as $$
begin raise 'could not extend file: No space left on device' using errcode = '53100'; end $$;
create trigger no_room before insert on commands execute function no_room()
"""


@contextmanager
def product_at(url: str) -> Iterator[None]:
    """What the product does with its database happens at this URL; may be nested."""
    with pytest.MonkeyPatch.context() as patch:
        _forget_engines()
        patch.setattr(settings, "database_url", url)
        for role in ("writer_database_url", "reader_database_url"):
            patch.setattr(settings, role, "")
        try:
            yield
        finally:
            _forget_engines()


def _forget_engines() -> None:
    for engine in (owner, writing, reading):
        if engine.cache_info().currsize:
            close(engine())
        engine.cache_clear()


@contextmanager
def without(table: str, database: Database) -> Iterator[None]:
    """A failure that nobody foresees: somebody took a table or view away."""
    _rename(table, "taken_away", database)
    try:
        yield
    finally:
        _rename("taken_away", table, database)


def _rename(table: str, name: str, database: Database) -> None:
    with database.owner.begin() as connection:
        connection.execute(text(f"alter table {table} rename to {name}"))


@contextmanager
def read_only(database: Database) -> Iterator[None]:
    """The database is set to being read only, as seen by all who connect now."""
    setting = f'alter database "{database.url.database}" {{}} default_transaction_read_only'
    with database.owner.connect() as connection:  # it was there before, and may write
        connection.execute(text(setting.format("set") + " = on"))
        connection.commit()
        close(writing())
        try:
            yield
        finally:
            connection.execute(text(setting.format("reset")))
            connection.commit()
            close(writing())


@contextmanager
def disk_full(database: Database) -> Iterator[None]:
    """No command fits on the disk: the error of PostgreSQL, without filling one."""
    with database.owner.begin() as connection:
        connection.execute(text(_NO_ROOM))
    try:
        yield
    finally:
        with database.owner.begin() as connection:
            connection.execute(text("drop function no_room cascade"))
