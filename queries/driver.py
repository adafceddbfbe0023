"""Statements that were made once, carried out by the driver itself.

SQLAlchemy takes 45 µs for one, most of them for the context and the result that it builds around
it; psycopg takes 15.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

import psycopg
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql.psycopg import dialect
from sqlalchemy.exc import DBAPIError

from queries.paging import Rows, Values

KEPT: Final = 4_000  # statements: more than the shapes of searches that are kept
_DIALECT: Final = dialect()


class _Made(NamedTuple):
    text: str
    constants: Mapping[str, Any]
    row: Callable[[Iterable[Any]], Any]


def rows(connection: Connection, query: Rows, values: Values | None = None) -> list[Any]:
    """The rows, with their columns by position and by name. Raises what SQLAlchemy raises."""
    text, constants, row = _made(query)
    cursor = carry_out(connection, text, {**constants, **(values or {})})
    return [row(each) for each in cursor.fetchall()]


def planned(connection: Connection, query: Rows, values: Values) -> Any:
    """The only row, by a plan that is made for these values and forgotten."""
    text, constants, row = _made(query)
    cursor = carry_out(connection, text, {**constants, **values}, prepare=False)
    [only] = cursor.fetchall()
    return row(only)


def carry_out(
    connection: Connection, text: str, values: Values | None = None, *, prepare: bool = True
) -> psycopg.Cursor[Any]:
    """The cursor, where a statement was carried out. Who listens to SQLAlchemy's hears of it."""
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    cursor = driver.cursor(binary=True)
    for heard in connection.dispatch.before_cursor_execute:
        heard(connection, cursor, text, values, None, False)
    try:
        return cursor.execute(text.encode(), values, prepare=prepare)
    except psycopg.Error as error:
        raise _failure(connection, text, error, is_lost=driver.closed) from error


def _failure(
    connection: Connection, text: str, error: psycopg.Error, *, is_lost: bool
) -> Exception:
    """As SQLAlchemy tells it, without a value. Connections are seldom lost alone: all are left."""
    if is_lost:
        connection.invalidate(error)
        connection.engine.dispose()
    return DBAPIError.instance(
        text, None, error, psycopg.Error, hide_parameters=True, connection_invalidated=is_lost
    )


@lru_cache(KEPT)
def _made(query: Rows) -> _Made:
    """Compiled when it is asked first, and kept."""
    compiled = query.compile(dialect=_DIALECT)
    names = query.selected_columns.keys()
    row = namedtuple("Row", names, rename=True)  # noqa: PYI024  # pyright: ignore[reportUntypedNamedTuple]
    return _Made(compiled.string, compiled.params, row._make)
