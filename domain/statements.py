"""Statements that are made once, and are text from then on.

The driver gets them and their values as they are. Each one that goes through SQLAlchemy's own way
takes half as long again, and most of that is Python: docs/decisions/0029.
"""

from collections.abc import Iterable
from functools import cache
from uuid import UUID

from sqlalchemy import ClauseElement, insert
from sqlalchemy.dialects.postgresql.psycopg import dialect
from sqlmodel import SQLModel


def written(statement: ClauseElement) -> str:
    """For `Connection.exec_driver_sql`; its parameters are those that the statement binds."""
    return str(statement.compile(dialect=dialect()))


@cache
def inserting(table: type[SQLModel]) -> str:
    """Of one row: its parameters are the columns."""
    return written(insert(table))


def uuids(ids: Iterable[UUID]) -> str:
    """An array of ids as a parameter. A driver that looks at each of 10,000 needs 20 ms for it."""
    return "{" + ",".join([each.hex for each in ids]) + "}"
