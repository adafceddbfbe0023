"""Migrations while people go on, beside another one, and after one that was killed."""

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from commands.publish_post import PublishPost
from commands.register_user import RegisterUser
from commands.transaction import execute
from domain.access import GUEST, Actor, Role
from domain.ids import new_id
from tests.console.processes import eventually
from tests.database import ROOT, Database, alembic_config, migrate
from tests.examples import ANN
from tests.facts import differences
from tests.test_migrations import alembic, schema

HOLD = "select pg_advisory_lock(hashtext('rollcall migrations'))"
BLOCKED = """
select exists (
    select from pg_locks join pg_database on pg_database.oid = pg_locks.database
    where datname = current_database() and not granted
)
"""
NEXT = '''
"""One more column, as a next version would add it."""
import sqlalchemy as sa
from alembic import op

revision, down_revision = "next", "{head}"

def upgrade():
    op.add_column("users", sa.Column("pronouns", sa.Text))
    op.execute("alter table users add constraint short check (length(pronouns) < 40) not valid")
    op.execute("alter table users validate constraint short")
'''


@pytest.fixture
def fresh(server):
    with Database.cloned(server) as database:
        yield database


def test_one_that_finds_another_at_work_waits_and_does_not_fail(fresh):
    """Also for longer than the four seconds that it waits for a table."""
    with fresh.owner.connect() as other:
        other.execute(text(HOLD))
        waiting = alembic(fresh, "upgrade", "head")
        assert eventually(lambda: other.scalar(text(BLOCKED)))
        time.sleep(4.5)
        assert waiting.poll() is None
        other.invalidate()

    assert waiting.wait(30) == 0


def test_one_that_was_killed_is_completed_by_the_next(fresh, times):
    whole = schema(fresh)
    for _ in range(times(1, 10)):
        migrate(fresh.url, "20261123_1", down=True)
        with fresh.owner.begin() as reader:
            reader.execute(text("lock table users in access share mode"))
            killed = alembic(fresh, "upgrade", "head")
            assert eventually(lambda: reader.scalar(text(BLOCKED)))
            killed.kill()
            killed.wait()
        assert eventually(lambda: not blocked(fresh))

        assert alembic(fresh, "upgrade", "head").wait() == 0
        assert schema(fresh) == whole


def blocked(database):
    with database.owner.connect() as connection:
        return connection.scalar(text(BLOCKED))


def test_people_go_on_while_a_column_is_added(fresh, tmp_path):
    author = execute(RegisterUser(command_id=new_id(), **ANN), GUEST, fresh.writing)
    config = alembic_config()
    shutil.copytree(ROOT / "alembic", tmp_path / "alembic")
    config.set_main_option("script_location", str(tmp_path / "alembic"))
    version = NEXT.format(head=ScriptDirectory.from_config(config).get_current_head())
    (tmp_path / "alembic" / "versions" / "next.py").write_text(version)
    ended, seconds = Event(), []

    def post():
        while not ended.is_set():
            began = time.monotonic()
            hello = PublishPost(command_id=new_id(), text="Hello")
            execute(hello, Actor(Role.MEMBER, author), fresh.writing)
            seconds.append(time.monotonic() - began)

    with ThreadPoolExecutor(4) as threads, fresh.owner.connect() as connection:
        posting = [threads.submit(post) for _ in range(4)]
        assert eventually(lambda: len(seconds) > 20)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        before = len(seconds)
        assert eventually(lambda: len(seconds) > before + 20)
        ended.set()
        for each in posting:
            each.result()
        assert connection.scalar(text("select version_num from alembic_version")) == "next"

    assert max(seconds) < 2
    assert differences(fresh) == []
