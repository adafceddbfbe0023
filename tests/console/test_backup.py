"""A backup is the whole directory as of one instant, and becomes a directory again."""

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import create_engine, make_url, pool, text

from app.console import backup as app_backup
from app.console.refusal import Refusal
from commands.publish_post import PublishPost
from commands.register_user import RegisterUser
from commands.sign_in import SignIn
from commands.transaction import execute
from domain.access import GUEST, Actor, Role
from domain.ids import new_id
from queries.identify import Identify
from queries.reading import fetch
from tests.console.conftest import Rollcall
from tests.console.processes import eventually
from tests.database import Database
from tests.examples import ANN, PASSWORD
from tests.facts import differences
from tests.product import product_at

SIGN_IN = {"email": ANN["email"], "password": PASSWORD}
GRANTS = """
select table_name, grantee, privilege_type from information_schema.role_table_grants
where table_schema in ('public', 'jobs') order by 1, 2, 3
"""


def url_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


@pytest.fixture
def new_database(server: str) -> Iterator[Database]:
    """One with nothing in it."""
    engine = create_engine(server, poolclass=pool.NullPool, isolation_level="AUTOCOMMIT")
    name = f"new_{new_id().hex}"
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    database = Database(make_url(server).set(database=name))
    yield database
    for one in (database.owner, database.writing, database.reading):
        one.dispose()


@contextmanager
def posting(author: Actor, database: Database) -> Iterator[list[int]]:
    """Four threads publish without a pause; the list grows with what was acknowledged."""
    done: list[int] = []
    ended = Event()

    def work() -> None:
        while not ended.is_set():
            post = PublishPost(command_id=new_id(), text="Hello")
            execute(post, author, database.writing)
            done.append(1)

    with ThreadPoolExecutor(4) as threads:
        workers = [threads.submit(work) for _ in range(4)]
        try:
            yield done
        finally:
            ended.set()
        for worker in workers:
            worker.result()


def count(database: Database, table: str = "posts") -> int:
    with database.owner.connect() as connection:
        return connection.scalar(text(f"select count(*) from {table}")) or 0


def grants(database: Database) -> list[object]:
    with database.owner.connect() as connection:
        return list(connection.execute(text(GRANTS)))


def test_a_backup_made_under_load_is_restored_true_and_people_sign_in_there(
    rollcall: Rollcall, database: Database, new_database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "directory.backup"
    author = execute(RegisterUser(command_id=new_id(), **ANN), GUEST, database.writing)
    token = execute(SignIn(**SIGN_IN), GUEST, database.writing)
    (tmp_path / "directory.backup.part").touch(mode=0o666)  # somebody waits to read it
    with posting(Actor(Role.MEMBER, author), database) as done, product_at(url_of(database)):
        assert eventually(lambda: len(done) > 10)
        before = len(done)
        saved = rollcall("backup", str(file))
        after = count(database)
    with product_at(url_of(new_database)):
        restored = rollcall("restore", str(file))
        again = rollcall("restore", str(file))

    assert (saved.code, restored.code, again.code) == (0, 0, 1)
    assert again.err.startswith("This database is not empty")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert before <= count(new_database) <= after < count(database)
    assert differences(new_database) == []
    assert grants(new_database) == grants(database)
    assert count(new_database, "tries") == 0
    anew = execute(SignIn(**SIGN_IN), GUEST, new_database.writing)
    who = [fetch(Identify(token=t), GUEST, new_database.reading) for t in (token, anew)]
    assert [each.user_id for each in who] == [None, author]


@pytest.mark.usefixtures("product")
def test_what_cannot_be_done_is_one_sentence_and_leaves_nothing(
    rollcall: Rollcall, new_database: Database, tmp_path: Path
) -> None:
    (tmp_path / "there").write_text("not a backup")
    told = [
        rollcall("backup", str(tmp_path / "there")).err,
        rollcall("backup", str(tmp_path / "nowhere" / "file")).err,
        rollcall("restore", str(tmp_path / "missing")).err,
    ]
    with product_at(url_of(new_database)):
        no_backup = rollcall("restore", str(tmp_path / "there")).err

    assert "does not appear to be a valid archive" in no_backup
    assert no_backup.endswith(".\n")
    assert told == [
        f"The file {tmp_path}/there is there already.\n",
        f"The file {tmp_path}/nowhere/file cannot be written: No such file or directory.\n",
        f"There is no file {tmp_path}/missing.\n",
    ]
    assert [file.name for file in tmp_path.iterdir()] == ["there"]


def test_a_backup_of_a_newer_version_is_refused_before_anything_is_restored(
    rollcall: Rollcall, server: str, new_database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "newer.backup"
    with Database.cloned(server) as newer:
        with newer.owner.begin() as connection:
            connection.execute(text("update alembic_version set version_num = '20991231_1'"))
        with product_at(url_of(newer)):
            assert rollcall("backup", str(file)).code == 0

    with product_at(url_of(new_database)):
        done = rollcall("restore", str(file))

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("The backup is of a newer version of Rollcall: revision 20991231_1 ")
    with new_database.owner.connect() as connection:
        assert connection.scalar(text("select to_regclass('users')")) is None


def test_without_the_programs_of_postgresql_that_is_said(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def programs() -> Path:
        raise Refusal("The embedded PostgreSQL is not installed here.")

    monkeypatch.setattr(app_backup, "programs", programs)
    monkeypatch.setenv("PATH", str(tmp_path))

    with (
        product_at(url_of(database)),
        pytest.raises(Refusal, match=r"^pg_dump is not installed here\.$"),
    ):
        app_backup.backup(tmp_path / "file")
    assert list(tmp_path.iterdir()) == []
