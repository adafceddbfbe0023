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
order by 1, 2, 3
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
