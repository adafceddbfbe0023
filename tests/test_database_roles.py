"""The separation of commands and queries is kept by PostgreSQL, not by good manners."""

import pytest
from sqlalchemy import create_engine, pool, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from projections.views import VIEWS

WRITE_TABLES = "users", "logins", "posts", "follows", "commands", "events", "event_details"
READ_TABLES = (
    *("user_summaries", "user_search", "user_statistics"),
    *("daily_activity", "waiting_activity"),
)
KEYS = {
    "user_statistics": "slot",
    "follows": "follower_id",
    "event_details": "event_id",
    "daily_activity": "day",
    "waiting_activity": "event_id",
}


@pytest.fixture
def connect(database):
    """A plain connection of a role: not even set to read-only."""

    def connect(role):
        url = database.url.set(username=f"rollcall_{role}")
        return create_engine(url, poolclass=pool.NullPool).connect()

    return connect


def refused(connection, statement):
    why = r"permission denied|must be owner|cannot delete from view"
    with pytest.raises((ProgrammingError, OperationalError), match=why):
        connection.execute(text(statement))
    connection.rollback()


@pytest.mark.parametrize("table", WRITE_TABLES)
def test_the_reader_cannot_even_look_at_a_write_table(connect, table):
    with connect("reader") as connection:
        refused(connection, f"select count(*) from {table}")


@pytest.mark.parametrize("table", [*WRITE_TABLES, *READ_TABLES])
def test_the_reader_writes_nothing(connect, table):
    column = KEYS.get(table, "id")
    with connect("reader") as connection:
        refused(connection, f"insert into {table} default values")
        refused(connection, f"update {table} set {column} = {column}")
        refused(connection, f"delete from {table}")
        refused(connection, f"truncate {table}")


@pytest.mark.parametrize("table", [*READ_TABLES, *VIEWS.tables])
def test_the_reader_reads_the_read_model(connect, table):
    with connect("reader") as connection:
        connection.execute(text(f"select * from {table}"))


@pytest.mark.parametrize("table", VIEWS.tables)
def test_no_role_changes_a_row_through_a_view(connect, table):
    for role in ("reader", "writer"):
        with connect(role) as connection:
            refused(connection, f"delete from {table}")


@pytest.mark.parametrize("table", ["events", "event_details"])
def test_the_journal_is_append_only_for_the_writer(connect, table):
    column = KEYS.get(table, "id")
    with connect("writer") as connection:
        refused(connection, f"update {table} set {column} = {column}")
        refused(connection, f"delete from {table}")
        refused(connection, f"truncate {table}")


def test_what_was_refused_can_only_be_added_to(connect):
    row = "(refused_at, subject, reason, count) values (now(), 'SignIn', 'bad_credentials', 1)"
    with connect("writer") as connection:
        connection.execute(text(f"insert into refusals {row}"))
        for statement in (
            "update refusals set count = 0",
            "delete from refusals",
            "truncate refusals",
            "select * from refusals",
        ):
            refused(connection, statement)
    with connect("reader") as connection:
        refused(connection, "select * from refusals")
        refused(connection, f"insert into refusals {row}")


@pytest.mark.parametrize("role", ["reader", "writer"])
def test_neither_role_owns_or_creates_anything(connect, role):
    with connect(role) as connection:
        rights = "rolsuper or rolcreaterole or rolcreatedb or rolbypassrls"
        query = f"select {rights} from pg_roles where rolname = current_user"
        assert connection.scalar(text(query)) is False
        owned = "select count(*) from pg_class where relowner = current_user::regrole"
        assert connection.scalar(text(owned)) == 0
        refused(connection, "create table mine (id int)")
        refused(connection, "drop table users")
        refused(connection, "alter table users add mine int")


@pytest.mark.parametrize(
    ("status", "role"),
    [("gone", "member"), ("active", "root"), ("", "member")],
)
def test_other_statuses_and_roles_are_refused_by_the_database(database, status, role):
    values = f"gen_random_uuid(), 'a@b', 'A', '', '', '{status}', '{role}', 1, now(), now()"
    with pytest.raises(Exception, match=r"ck_users_(status|role)"), database.owner.begin() as owner:
        owner.execute(text(f"insert into users values ({values})"))


def test_a_second_user_with_the_same_address_in_other_case_is_refused(database, ann):
    copy = (
        "insert into users select gen_random_uuid(), upper(email), name, bio, password_hash,"
        " status, role, version, inserted_at, updated_at from users"
    )
    with pytest.raises(Exception, match="uq_users_email"), database.owner.begin() as owner:
        owner.execute(text(copy))
