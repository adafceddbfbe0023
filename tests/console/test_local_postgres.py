"""The embedded server survives kills, neighbours, stale files and odd folders."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import sqlalchemy

from app.console import postgres_account, postgres_process
from app.console.local_postgres import running
from app.console.postgres_server import programs
from app.console.refusal import Refusal
from tests.console.processes import about, end, eventually

ROOT = Path(__file__).resolve().parents[2]
STARTER = textwrap.dedent("""
    import pathlib, sys, time
    from app.console.local_postgres import running

    with running(pathlib.Path(sys.argv[1]), hasty=True, may_create=True):
        print("ready", flush=True)
        sys.stdin.read()
""")


def starter(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", STARTER, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_for(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    assert process.stdout.readline() == "ready\n"


@contextlib.contextmanager
def started(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with starter(folder) as process:
        wait_for(process)
        yield process


def query(url: str, statement: str):
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            result = connection.execute(sqlalchemy.text(statement))
            return result.all() if result.returns_rows else []
    finally:
        engine.dispose()


def server(folder: Path) -> psutil.Process:
    found = postgres_process.server_of(folder.resolve() / "pg")
    assert found
    return found


def sockets(url: str) -> Path:
    return Path(str(sqlalchemy.make_url(url).query["host"]))


def is_stopped(folder: Path) -> bool:
    return postgres_process.server_of(folder.resolve() / "pg") is None


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped server's folder with one row in it."""
    folder = tmp_path_factory.mktemp("template") / "data"
    with running(folder, hasty=True, may_create=True) as url:
        query(url, "CREATE TABLE kept AS SELECT 7 AS n")
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return shutil.copytree(template, tmp_path / "data")


def test_a_new_folder_gives_an_owner_who_is_no_superuser_whatever_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    odd = {"LANG": "xx_YY.UTF-8", "LC_ALL": "xx_YY.UTF-8", "PGPORT": "5999", "PGDATA": "/nowhere"}
    for name, value in odd.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "a" / "b"

    with running(folder) as url:
        ((user, is_super, may_create, locale, listens),) = query(
            url,
            """SELECT current_user, rolsuper, rolcreatedb, datlocale,
                      current_setting('listen_addresses')
               FROM pg_roles, pg_database
               WHERE rolname = current_user AND datname = current_database()""",
        )
        others = query(url, "SELECT rolname, rolsuper FROM pg_roles WHERE rolname ~ 'er$'")
        mode = sockets(url).stat().st_mode & 0o777

    assert (user, is_super, may_create, locale, listens) == (
        "rollcall_owner", False, False, "C.UTF-8", "",
    )  # fmt: skip
    assert {("rollcall_writer", False), ("rollcall_reader", False)} <= {(*row,) for row in others}
    assert mode == 0o700
    assert is_stopped(folder)


def test_a_killed_starter_leaves_its_server_to_the_next(folder: Path):
    with started(folder) as process:
        process.kill()
    left = server(folder)

    with running(folder, hasty=True, may_create=True) as url:
        assert query(url, "SELECT n FROM kept") == [(7,)]
        assert server(folder) == left

    assert is_stopped(folder)


def test_a_killed_server_is_started_again(folder: Path):
    with started(folder) as process:
        server(folder).kill()
        process.kill()

    with running(folder, hasty=True, may_create=True) as url:
        assert query(url, "SELECT n FROM kept") == [(7,)]


def test_a_killed_servers_busy_child_is_ended(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(postgres_process, "ORPHAN_SECONDS", 0.1)
    endless = "SELECT count(*) FROM generate_series(1, 1000000000000)"
    with running(folder) as url:
        busy = psycopg.pq.PGconn.connect(url.replace("+psycopg", "").encode())
        busy.send_query(endless.encode())
        active = f"SELECT 1 FROM pg_stat_activity WHERE query = '{endless}' AND state = 'active'"
        assert eventually(lambda: bool(query(url, active)))
        server(folder).kill()

        with running(folder) as again:
            assert query(again, "SELECT n FROM kept") == [(7,)]
        busy.finish()


def test_two_starters_share_one_server_and_the_last_one_stops_it(folder: Path):
    first, second = starter(folder), starter(folder)
    with first, second:
        wait_for(first)
        wait_for(second)
        shared = server(folder)
        first.communicate()
        assert first.returncode == 0
        assert server(folder) == shared
        second.communicate()
        assert second.returncode == 0

    assert is_stopped(folder)


@pytest.mark.parametrize("whose", ["nobody's", "another program's", "nonsense"])
def test_a_stale_pid_file_does_not_matter(folder: Path, whose: str):
    with subprocess.Popen(["true"]) as ended:
        pass
    pid = {"nobody's": ended.pid, "another program's": os.getppid(), "nonsense": "?"}[whose]
    (folder / "pg" / "postmaster.pid").write_text(f"{pid}\n{folder}/pg\n")
    (folder / "socket" / ".s.PGSQL.5432.lock").write_text(f"{pid}\n{folder}/pg\n")

    with running(folder) as url:
        assert query(url, "SELECT n FROM kept") == [(7,)]


def test_a_starter_killed_while_making_the_data_is_made_good(tmp_path: Path):
    folder = tmp_path / "data"
    with starter(folder) as process:
        assert eventually(lambda: any(folder.glob("new-*/base")))
        process.kill()

    for _ in range(2):
        with running(folder) as url:
            assert query(url, "SELECT 1") == [(1,)]
    assert not list(folder.glob("new-*"))


@pytest.mark.parametrize("delay", [0.02, 0.3])
def test_an_interrupted_starter_leaves_no_process(tmp_path: Path, delay: float):
    folder = tmp_path / "data"
    with starter(folder) as process:
        assert eventually(lambda: any(folder.glob("new-*")))
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        process.communicate()

    assert end(about(folder))


def test_long_and_odd_paths_are_fine(template: Path, tmp_path: Path):
    folder = tmp_path / ("long" * 25) / 'it\'s $HOME, "100%" ünïcode & more'
    shutil.copytree(template, folder)

    with running(folder) as url:
        assert query(url, "SELECT n FROM kept") == [(7,)]
    sockets(url).rmdir()


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path):
    folder = Path("/proc/rollcall") if os.getuid() == 0 else tmp_path / "closed"
    if os.getuid() != 0:
        folder.mkdir(mode=0o500)

    with pytest.raises(Refusal, match=f"^The folder {folder} cannot be written: .*\\.$"):
        running(folder).__enter__()


def test_a_spoilt_data_folder_is_one_sentence(folder: Path):
    (folder / "pg" / "global" / "pg_control").unlink()

    with pytest.raises(Refusal, match=r"^PostgreSQL did not start: .*pg_control"):
        running(folder).__enter__()


@pytest.fixture
def without_namespaces(monkeypatch: pytest.MonkeyPatch):
    if os.getuid() != 0:
        pytest.skip("only root changes accounts")
    monkeypatch.setattr(postgres_account, "UNSHARE", "false")


def test_an_account_without_a_name_takes_the_number_of_another(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    if subprocess.run(["unshare", "--user", "true"], check=False).returncode:
        pytest.skip("this machine forbids user namespaces")
    monkeypatch.setattr(postgres_account.os, "getuid", lambda: 54_321)

    assert postgres_account.choose(Path("/bin/true"), folder).prefix[0] == "unshare"


@pytest.mark.usefixtures("without_namespaces")
def test_root_without_namespaces_becomes_nobody():
    if not postgres_account._nobody().may_run(programs() / "postgres"):
        pytest.skip("this clone lies in a folder that the user nobody may not enter")
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o711)
    try:
        with running(folder / "data") as url:
            assert query(url, "SELECT 1") == [(1,)]
            assert server(folder / "data").username() == "nobody"
    finally:
        shutil.rmtree(folder)


@pytest.mark.usefixtures("without_namespaces")
def test_root_is_told_what_to_do_when_nobody_may_not_enter(tmp_path: Path):
    (tmp_path / "closed").mkdir(mode=0o700)

    with pytest.raises(Refusal, match=r"^PostgreSQL does not run as root, and the user nobody"):
        running(tmp_path / "closed" / "data").__enter__()


SECRET = re.compile(r":[\w-]{40,}@")
CLOSED = "local all all scram-sha-256\n"


def is_refused(url: str) -> bool:
    try:
        psycopg.connect(url.replace("+psycopg", "")).close()
    except psycopg.OperationalError as error:
        return "password" in str(error)
    return False


@pytest.mark.parametrize("role", ["rollcall_owner", "rollcall_writer", "rollcall_reader"])
def test_every_role_needs_the_password(folder: Path, role: str):
    with running(folder, hasty=True, may_create=True) as owners:
        url = owners.replace("rollcall_owner", role)
        assert query(url, "SELECT current_user") == [(role,)]
        assert is_refused(SECRET.sub("@", url))
        assert is_refused(SECRET.sub(":guessed@", url))
        assert is_refused(url.replace(role, "postgres"))
        assert is_refused(SECRET.sub("@", url.replace(role, "postgres")))


def test_passwords_are_for_the_owner_of_the_folder_only(folder: Path):
    with running(folder, hasty=True, may_create=True) as url:
        mode = (folder / "passwords").stat().st_mode & 0o777
        rules = (folder / "pg" / "pg_hba.conf").read_text()
        logged = (folder / "postgres.log").read_text()

    assert (mode, rules) == (0o600, CLOSED)
    for password in (folder / "passwords").read_text().split():
        assert len(password) >= 40
        assert password not in logged
    assert SECRET.search(url)


def test_an_old_folder_without_passwords_gets_them(folder: Path):
    (folder / "passwords").unlink()
    (folder / "pg" / "pg_hba.conf").write_text("local all all trust\n")

    with running(folder, hasty=True, may_create=True) as url:
        assert query(url, "SELECT n FROM kept") == [(7,)]
        assert (folder / "pg" / "pg_hba.conf").read_text() == CLOSED
        assert eventually(lambda: is_refused(SECRET.sub("@", url)))


def test_lost_passwords_are_made_anew(folder: Path):
    lost = (folder / "passwords").read_text()
    (folder / "passwords").unlink()

    with running(folder, hasty=True, may_create=True) as url:
        assert query(url, "SELECT n FROM kept") == [(7,)]
        assert eventually(lambda: is_refused(SECRET.sub(f":{lost.split()[1]}@", url)))


def test_a_starter_killed_before_the_passwords_were_set_is_made_good(folder: Path):
    (folder / "pg" / "pg_hba.conf").write_text("local all all trust\n")
    (folder / "passwords").write_text("a" * 43 + "\n" + "b" * 43 + "\n")

    with running(folder, hasty=True, may_create=True) as url:
        assert query(url, "SELECT n FROM kept") == [(7,)]
        assert eventually(lambda: is_refused(SECRET.sub("@", url)))


@pytest.mark.skipif(os.getuid() != 0, reason="only root acts as another account")
def test_another_account_of_the_machine_does_not_even_reach_the_socket():
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o711)
    knock = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
    try:
        with running(folder / "data") as url:
            path = str(sockets(url) / ".s.PGSQL.5432")
            program = ["/usr/bin/env", "python3", "-c", knock, path]
            asked = subprocess.run(program, user=12_345, capture_output=True, check=False)
    finally:
        shutil.rmtree(folder)

    assert b"PermissionError" in asked.stderr
