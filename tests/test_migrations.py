"""Models equal migrations, and migrations go up, down and up again, also over data."""

import os
import subprocess
import sys

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from commands.register_user import RegisterUser
from commands.transaction import execute
from domain.access import GUEST
from domain.ids import new_id
from projections import maintenance
from tests.database import ROOT, Database, alembic_config, migrate
from tests.examples import PASSWORD

COLUMNS = """
select table_name, column_name, data_type, is_nullable, column_default
from information_schema.columns where table_schema = 'public'
union all select tablename, indexname, indexdef, '', '' from pg_indexes where schemaname = 'public'
union all select conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', ''
from pg_constraint where connamespace = 'public'::regnamespace
union all select table_name, grantee, privilege_type, '', ''
from information_schema.role_table_grants where table_schema = 'public'
union all select table_name, grantee, column_name, privilege_type, ''
from information_schema.role_column_grants
where table_schema = 'public' and grantee = 'rollcall_writer'
order by 1, 2, 3, 4
"""
PEOPLE = """
insert into users (id, email, name, role, version)
select uuidv7(), n || '@example.org', 'Person', 'member', 1 from generate_series(1, 25) as n
"""
# Every 20 minutes of two days on which the clocks are put back and forward again.
FOLLOWS = """
with instants as (
    select at, row_number() over (order by random()) as number
    from unnest(array[timestamptz '2025-10-25 12:00Z', '2026-03-28 12:00Z']) as day,
        generate_series(day, day + interval '48 hours', interval '20 minutes') as at
), pairs as (
    select one.id as follower_id, other.id as followed_id, row_number() over () as number
    from users as one join users as other on one.id <> other.id
)
insert into follows (follower_id, followed_id, inserted_at)
select follower_id, followed_id, at from instants join pairs using (number)
"""
OUT_OF_ORDER = """
select count(*) from (
    select inserted_at, lag(inserted_at) over (order by id) as before from follows
) where inserted_at < before
"""
FARTHEST = """
select max(abs(extract(epoch from uuid_extract_timestamp(id) - inserted_at))) from follows
"""


@pytest.fixture
def fresh(server):
    with Database.cloned(server) as database:
        yield database


def schema(database):
    with database.owner.connect() as connection:
        return connection.execute(text(COLUMNS)).all()


def alembic(database, *arguments):
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "alembic", *arguments]
    return subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url}, cwd=ROOT)


def test_the_models_equal_the_migrations(fresh):
    assert alembic(fresh, "check").wait() == 0


def test_up_down_up_gives_the_same_schema_also_over_data(fresh):
    form = {"email": "ann@example.org", "name": "Ann", "password": PASSWORD}
    execute(RegisterUser(command_id=new_id(), **form), GUEST, fresh.writing)
    before = schema(fresh)

    for script in list(ScriptDirectory.from_config(alembic_config()).walk_revisions()):
        migrate(fresh.url, script.down_revision or "base", down=True)
        migrate(fresh.url, "head")
        assert schema(fresh) == before
    execute(RegisterUser(command_id=new_id(), **form), GUEST, fresh.writing)

    with fresh.owner.connect() as connection:
        assert list(maintenance.verify(connection)) == []


def test_two_instances_migrating_at_once_do_it_once(fresh):
    migrate(fresh.url, "base", down=True)
    running = [alembic(fresh, "upgrade", "head") for _ in range(2)]

    assert [process.wait() for process in running] == [0, 0]
    with fresh.owner.connect() as connection:
        assert connection.scalar(text("select count(*) from alembic_version")) == 1


def test_follows_of_before_get_ids_in_their_order_also_where_clocks_are_changed(fresh):
    migrate(fresh.url, "20261123_1", down=True)
    with fresh.owner.begin() as connection:
        berlin = f"alter database {fresh.url.database} set timezone = 'Europe/Berlin'"
        connection.execute(text(berlin))
        for statement in (PEOPLE, FOLLOWS):
            connection.execute(text(statement))

    migrate(fresh.url, "head")

    with fresh.owner.connect() as connection:
        assert connection.scalar(text("select count(*) from follows")) == 290
        assert connection.scalar(text(OUT_OF_ORDER)) == 0
        assert connection.scalar(text(FARTHEST)) < 1
