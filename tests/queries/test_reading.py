from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, text
from sqlalchemy.exc import InternalError, ProgrammingError

from app.runtime.engines import reading
from domain.access import GUEST, SYSTEM, Actor, Permission
from queries.identify import Identify
from queries.list_active_users import ListActiveUsers
from queries.reading import fetch
from tests.product import without

END_THOSE_OF_MY_ROLE = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and usename = current_user and pid <> pg_backend_pid()
"""
HOW_MANY = "select count(*) from user_summaries"


@pytest.fixture
def another(database):
    """A connection of its own, which lives; and no other test inherits those that it ended."""
    database.reading.dispose()
    with database.reading.connect() as another:
        another.detach()  # it does not go back to those that are left
        yield another
    database.reading.dispose()


@pytest.mark.parametrize("query", [Identify(token=SecretStr("nobody")), ListActiveUsers()])
def test_a_query_whose_connection_was_ended_meanwhile_is_answered(query, database, another):
    before = fetch(query, SYSTEM, database.reading)
    another.execute(text(END_THOSE_OF_MY_ROLE))

    assert fetch(query, SYSTEM, database.reading) == before


def test_however_many_connections_were_ended_a_query_is_answered(database, another):
    idle = [database.reading.connect() for _ in range(3)]
    for connection in idle:
        connection.close()
    another.execute(text(END_THOSE_OF_MY_ROLE))

    assert fetch(ListActiveUsers(), SYSTEM, database.reading).total == 0


def test_what_was_prepared_for_a_read_serves_the_next(product):
    def prepared() -> set[str]:
        fetch(ListActiveUsers(), SYSTEM, reading())
        with reading().connect() as connection:  # the one that was used last
            names = connection.scalars(text("select name from pg_prepared_statements"))
            return set(names)

    first = prepared()

    assert first
    assert prepared() == first


@dataclass(frozen=True)
class Twice:
    """How many people there are: before, and after something happened elsewhere."""

    permission: ClassVar = Permission.READ_DIRECTORY
    meanwhile: Callable[[], object]

    def fetch(self, connection: Connection, actor: Actor) -> list[int | None]:  # noqa: ARG002
        before = connection.scalar(text(HOW_MANY))
        self.meanwhile()
        return [before, connection.scalar(text(HOW_MANY))]


def test_a_query_of_several_statements_sees_one_snapshot(register, database):
    query = Twice(meanwhile=lambda: register("Ann"))

    assert fetch(query, SYSTEM, database.reading) == [0, 0]
    assert fetch(Twice(list), SYSTEM, database.reading) == [1, 1]


def test_the_engine_of_queries_writes_nothing(product):
    with reading().connect() as connection, pytest.raises(InternalError, match="read-only"):
        connection.execute(text("create temporary table mine (id int)"))


def test_what_fails_for_another_reason_is_not_asked_again(database):
    with without("identities", database), pytest.raises(ProgrammingError):
        fetch(Identify(token=SecretStr("nobody")), GUEST, database.reading)
