"""How a query is answered."""

from dataclasses import fields
from typing import Any, ClassVar, Final, Protocol, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Label, Table
from sqlalchemy.exc import DBAPIError

from domain.access import Actor, Permission
from queries import driver

R_co = TypeVar("R_co", covariant=True)
_BEGIN: Final = "begin isolation level repeatable read read only"
_END: Final = "commit"  # a rollback has the driver forget, and the server too, what it prepared


class Query(Protocol[R_co]):
    permission: ClassVar[Permission]

    def fetch(self, connection: Connection, actor: Actor) -> R_co: ...


def fetch(query: Query[R_co], actor: Actor, engine: Engine) -> R_co:
    """Authorize and answer. The engine's role may only read, and one query sees one snapshot.

    The engine commits by itself: that is how a connection costs least to take and to give back.
    A connection that was lost since it was used last is replaced, and the query asked again.
    """
    actor.require(query.permission)
    try:
        return _once(query, actor, engine)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
    return _once(query, actor, engine)


def _once(query: Query[R_co], actor: Actor, engine: Engine) -> R_co:
    """A single statement is a snapshot by itself, without two more for a transaction."""
    with engine.connect() as connection:
        if getattr(query, "one_statement", False):
            return query.fetch(connection, actor)
        driver.carry_out(connection, _BEGIN)
        answer = query.fetch(connection, actor)
        driver.carry_out(connection, _END)
        return answer


def columns(table: Table, row: type, *others: Label[Any]) -> list[ColumnElement[Any]]:
    """A column for each field of the dataclass `row`: of `others` by their label, or of `table`."""
    made: dict[str, ColumnElement[Any]] = {other.name: other for other in others}
    names = [field.name for field in fields(row)]
    return [made[name] if name in made else table.c[name] for name in names]
