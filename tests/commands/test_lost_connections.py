"""A connection that breaks in a command: the command is done once, whatever was lost."""

import psycopg
import pytest
from sqlalchemy import text

from commands.register_user import RegisterUser
from commands.sign_in import SignIn
from domain.ids import new_id
from projections import maintenance, user_search
from tests.examples import BOB, PASSWORD


@pytest.fixture
def lose_answer(database, monkeypatch):
    """The next COMMIT reaches the server, and its answer is lost."""

    def lose_answer():
        dialect = database.writing.dialect
        commit = dialect.do_commit

        def once(connection):
            commit(connection)
            monkeypatch.setattr(dialect, "do_commit", commit)
            connection.dbapi_connection.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")

        monkeypatch.setattr(dialect, "do_commit", once)

    return lose_answer


@pytest.fixture
def break_projection(monkeypatch):
    """The server ends the connection of the next command in the middle of its projections."""
    refresh = user_search.refresh

    def broken(connection, user_ids):
        monkeypatch.setattr(user_search, "refresh", refresh)
        connection.execute(text("select pg_terminate_backend(pg_backend_pid())"))

    monkeypatch.setattr(user_search, "refresh", broken)


def count(database, table):
    with database.owner.connect() as connection:
        return connection.scalar(text(f"select count(*) from {table}"))


def test_a_registration_whose_answer_was_lost_is_done_once(do, database, lose_answer):
    lose_answer()

    user_id = do(RegisterUser(command_id=new_id(), **BOB))

    with database.owner.connect() as connection:
        assert connection.scalar(text("select id from users")) == user_id
    assert count(database, "events") == 1


def test_a_sign_in_whose_answer_was_lost_still_gives_a_token(do, ann, lose_answer):
    lose_answer()

    assert isinstance(do(SignIn(email="ann@example.org", password=PASSWORD)), str)


@pytest.mark.usefixtures("break_projection")
def test_a_connection_that_ends_in_the_middle_leaves_nothing_half_done(do, database):
    do(RegisterUser(command_id=new_id(), **BOB))

    assert count(database, "users") == count(database, "commands") == 1
    with database.owner.connect() as connection:
        assert list(maintenance.verify(connection)) == []
