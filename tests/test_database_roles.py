"""The separation of commands and queries is kept by PostgreSQL, not by good manners."""

import pytest
from sqlalchemy import create_engine, pool, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlmodel import SQLModel

from projections import maintenance  # noqa: F401 - it declares tables
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
# All columns of the others: sums, the days they are of, and what waits to be added to them.
READ_BY_THE_WRITER = {
    "user_summaries": {"id", "post_count", "follower_count", "following_count"},
    "user_search": {"id"},
    **{
        name: {column.name for column in SQLModel.metadata.tables[name].c}
        for name in ("user_statistics", "daily_activity", "waiting_activity")
    },
}
SUMMARIZED = [
    (table, column.name) for table in READ_TABLES for column in SQLModel.metadata.tables[table].c
]


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


@pytest.mark.parametrize(("table", "column"), SUMMARIZED)
def test_the_writer_reads_of_summaries_only_keys_and_what_it_adds_to(connect, table, column):
    """PostgreSQL asks for the right to read a column that a statement compares or adds to."""
    read = text(f"select {column} from {table}")
    with connect("writer") as connection:
        if column in READ_BY_THE_WRITER[table]:
            connection.execute(read)
        else:
            refused(connection, str(read))
            refused(connection, f"update {table} set {column} = {column} returning {column}")


@pytest.mark.parametrize("table", READ_TABLES)
def test_the_writer_takes_no_row_of_a_summary_away(connect, table):
    with connect("writer") as connection:
        refused(connection, f"truncate {table}")
        refused(connection, f"alter table {table} add mine int")
        if table != "waiting_activity":  # what was counted waits no more
            refused(connection, f"delete from {table}")
        if table == "user_statistics":
            refused(connection, "insert into user_statistics (slot) values (32)")


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
