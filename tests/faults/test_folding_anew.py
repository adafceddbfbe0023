"""Names are folded in a new way while people go on, and after it was interrupted anywhere."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import text

from commands.register_user import RegisterUser
from commands.transaction import execute
from commands.update_profile import UpdateProfile
from domain.access import Actor, Role
from domain.ids import new_id
from projections import maintenance
from queries.list_active_users import ListActiveUsers
from queries.reading import fetch
from tests.console.processes import eventually
from tests.database import Database, alembic_config
from tests.examples import PASSWORD

NAMES = ["Łukasz", "Ægir Þórsson", "Ann Lee", "O’Dea", "山田 太郎", "Đặng Văn", "أحمد علي", "Émile"]
READY = "select to_regprocedure('fold_email(text)') is not null"
MADE = """
select proname from pg_proc where pronamespace = 'public'::regnamespace
union all select tgname from pg_trigger where tgrelid = 'user_search'::regclass and not tgisinternal
order by 1
"""


class Stopped(Exception):
    pass


@pytest.fixture
def fresh(server):
    with Database.cloned(server) as database:
        yield database


@pytest.fixture
def migration(monkeypatch):
    """The module of the migration, with small steps."""
    scripts = ScriptDirectory.from_config(alembic_config())
    [module] = [
        script.module
        for script in scripts.walk_revisions()
        if hasattr(script.module, "FOLD_BEFORE")
    ]
    monkeypatch.setattr(module, "BATCH", 10)
    return module


@contextmanager
def migrating(database):
    with database.owner.connect() as connection:
        context = MigrationContext.configure(connection, opts={"transaction_per_migration": True})
        with context.begin_transaction(_per_migration=True), Operations.context(context):
            yield


def person(database, name, email=None):
    email = email or f"{new_id().hex}@example.org"
    form = {"email": email, "name": name, "password": PASSWORD}
    guest = Actor(address=new_id().hex)  # each from another one, because sign-ups are limited
    return execute(RegisterUser(command_id=new_id(), **form), guest, database.writing)


def is_found(database, user_id, name):
    page = fetch(ListActiveUsers(search=name, page_size=100), Actor(Role.ADMIN), database.reading)
    return user_id in {row.id for row in page.rows}


def is_ready(database):
    """Whether the code of now can write: its first function is there."""
    with database.owner.connect() as connection:
        return connection.scalar(text(READY))


def verified(database):
    with database.owner.connect() as connection:
        return list(maintenance.verify(connection))


class People:
    """They sign up, change their names and search; whom a search does not find is noted."""

    def __init__(self, database):
        self.database = database
        self.everybody = {person(database, name): name for name in NAMES * 8}
        self.ended = threading.Event()
        self.lost, self.renamed = [], 0

    def search(self):
        while not self.ended.is_set():
            for user_id, name in [*self.everybody.items()][::7]:
                self._look(user_id, name)

    def write(self):
        for name in cycle(NAMES):
            if self.ended.is_set():
                return
            user_id = person(self.database, name)
            self._look(user_id, name)
            new = {"version": 1, "name": f"{name} Ø", "bio": ""}
            change = UpdateProfile(command_id=new_id(), user_id=user_id, **new)
            execute(change, Actor(Role.MEMBER, user_id), self.database.writing)
            self._look(user_id, f"ø {name}")
            self.renamed += 1

    def _look(self, user_id, name):
        if not is_found(self.database, user_id, name):
            self.lost.append(name)


def test_everybody_is_found_while_names_are_folded_anew(fresh, migration, monkeypatch):
    people = People(fresh)
    with migrating(fresh):
        migration.downgrade()
    monkeypatch.setattr(migration, "REST", 5)

    def migrate():
        with migrating(fresh):
            migration.upgrade()

    with ThreadPoolExecutor(3) as threads:
        migrated = threads.submit(migrate)
        assert eventually(lambda: is_ready(fresh))
        others = [threads.submit(work) for work in (people.search, people.write)]
        migrated.result(timeout=60)
        renamed = people.renamed
        people.ended.set()
        for each in others:
            each.result(timeout=60)

    assert people.lost == []
    assert renamed > 0
    assert verified(fresh) == []
    assert is_found(fresh, next(iter(people.everybody)), "lukasz")


def test_it_may_be_interrupted_anywhere_and_begun_again(fresh, migration, monkeypatch, times):
    monkeypatch.setattr(migration, "SETTLED", 0)
    everybody = {person(fresh, name): name for name in NAMES * 2}
    kim = person(fresh, "Kim", "kim@smørgås.example")
    with fresh.owner.connect() as connection:
        made = connection.scalars(text(MADE)).all()
    do, steps = migration._do, []

    def counted(statement, **values):
        steps.append(statement)
        if len(steps) == stop:
            raise Stopped
        return do(statement, **values)

    stop = 0
    monkeypatch.setattr(migration, "_do", counted)
    with migrating(fresh):
        migration.downgrade()
    for stop in range(1, len(steps) + 1, times(3, 1)):
        steps.clear()
        with pytest.raises(Stopped), migrating(fresh):
            migration.upgrade()
        assert all(is_found(fresh, *each) for each in everybody.items()), stop

    stop = 0
    with migrating(fresh):
        migration.upgrade()

    assert verified(fresh) == []
    assert is_found(fresh, kim, "@smorgas.example")
    with fresh.owner.connect() as connection:
        assert connection.scalars(text(MADE)).all() == made
