"""What the person at the terminal is told, and that nothing stays behind."""

import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
import sqlalchemy

from app.config import settings
from app.console import database, frontend, server
from app.console.children import child
from app.console.local_postgres import running
from app.console.places import PROGRAMS
from app.console.refusal import Refusal

SENTENCE = re.compile(r"[A-Z][^\n]*\.\n")
UNWRITABLE = Path("/proc/rollcall")


def environment(data: Path, **more: str) -> dict[str, str]:
    ours = ("ROLLCALL_", "DATABASE_URL", "REFLEX_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "ROLLCALL_DATA": str(data), **more}


def rollcall(*arguments: str, data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAMS / "rollcall", *arguments],
        env=environment(data, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def run(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [PROGRAMS / "rollcall", "run", "--port", str(port), "--no-demo"],
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def output_until(process: subprocess.Popen[str], last: str) -> str:
    """What is printed up to the line that begins with `last`; all when there is none."""
    assert process.stdout
    text = ""
    for line in process.stdout:
        text += line
        if line.strip().startswith(last):
            break
    return text


def of(process: subprocess.Popen[str], data: Path) -> list[psutil.Process]:
    """Everything that the console started, and the database server on its folder."""
    servers = [one for one in psutil.process_iter() if str(data) in " ".join(_command(one))]
    return [*servers, *psutil.Process(process.pid).children(recursive=True)]


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_directory_runs_until_it_is_told_to_stop_and_leaves_no_process(
    tmp_path: Path, port: int
):
    with run(tmp_path / "data", port) as process:
        told = output_until(process, "Ctrl-C")
        started = of(process, tmp_path / "data")
        process.send_signal(signal.SIGTERM)
        process.wait(20)

    assert f"http://127.0.0.1:{port}" in told
    assert re.search(r"Sign in as +admin@example.com\n +with password +\S{19} ", told)
    assert len(started) > 3
    assert process.returncode == 0
    assert not psutil.wait_procs(started, timeout=5)[1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_before_it_runs_leaves_no_process(tmp_path: Path, port: int, number: signal.Signals):
    with run(tmp_path / "data", port) as process:
        output_until(process, "Database")
        started = of(process, tmp_path / "data")
        process.send_signal(number)
        process.wait(20)

    assert started
    assert process.returncode == 0
    assert not psutil.wait_procs(started, timeout=5)[1]


@pytest.mark.skipif(not shutil.which("setpriv"), reason="this system cannot")
def test_a_console_that_is_killed_takes_its_server_with_it(tmp_path: Path, port: int):
    with run(tmp_path / "data", port) as process:
        output_until(process, "Ctrl-C")
        family = psutil.Process(process.pid).children(recursive=True)
        servers = [one for one in family if "granian" in " ".join(_command(one))]
        process.kill()

    try:
        assert servers
        assert not psutil.wait_procs(servers, timeout=10)[1]
    finally:
        with running(tmp_path / "data"):
            pass  # the last one stops the database server that was left


def test_a_busy_port_is_one_sentence(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = rollcall("run", "--port", str(port), data=tmp_path / "data")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Port {port} is in use: choose another one with --port.\n"
    assert not (tmp_path / "data").exists()


def test_a_folder_that_cannot_be_written_is_one_sentence(port: int):
    done = rollcall("run", "--port", str(port), data=UNWRITABLE)

    assert (done.returncode, done.stdout) == (1, "")
    assert SENTENCE.fullmatch(done.stderr)
    assert str(UNWRITABLE) in done.stderr


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://somebody:secret@127.0.0.1/people", "must be the address of a PostgreSQL"),
        ("postgresql://somebody:secret@127.0.0.1:1/people", "cannot be reached"),
    ],
)
def test_a_wrong_database_is_one_sentence_without_its_password(
    tmp_path: Path, port: int, url: str, reason: str
):
    done = rollcall("run", "--port", str(port), data=tmp_path / "data", DATABASE_URL=url)

    assert (done.returncode, done.stdout) == (1, "")
    assert SENTENCE.fullmatch(done.stderr)
    assert reason in done.stderr
    assert "secret" not in done.stderr


def test_an_old_database_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(database, "OLDEST", 99)
    with running(tmp_path / "data", for_tests=True) as url:
        monkeypatch.setattr(settings, "database_url", url)

        with pytest.raises(Refusal, match=r"is PostgreSQL 18; 99 is needed\.$"):
            database.database().__enter__()


def test_an_administrator_is_made_once(tmp_path: Path):
    ann = ("create-admin", "--email", "ann@example.org", "--name", "Ann")
    with running(tmp_path, for_tests=True):
        first = rollcall(*ann, data=tmp_path)
        second = rollcall(*ann, data=tmp_path)

    assert first.returncode == 0
    assert re.fullmatch(r"Password of ann@example.org: \S{19}\n", first.stdout)
    assert second.returncode == 1
    assert SENTENCE.match(second.stderr)


def test_verify_names_what_is_wrong_and_rebuild_repairs_it(tmp_path: Path):
    with running(tmp_path, for_tests=True) as url:
        loaded = rollcall("demo", "--people", "5", data=tmp_path)
        _spoil(url)
        wrong = rollcall("projections", "verify", data=tmp_path)
        rebuilt = rollcall("projections", "rebuild", data=tmp_path)
        right = rollcall("projections", "verify", data=tmp_path)

    assert (loaded.returncode, loaded.stdout) == (0, "5 people were added.\n")
    assert wrong.returncode == 1
    named = re.findall(
        r"^user_summaries \S+ name: 'Wrong', should be '", wrong.stdout, re.MULTILINE
    )
    assert len(named) == 5
    assert rebuilt.returncode == 0
    assert (right.returncode, right.stdout) == (0, "No differences.\n")


def _spoil(url: str) -> None:
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("UPDATE user_summaries SET name = 'Wrong'"))
    engine.dispose()


def test_verify_without_tables_says_what_to_do(tmp_path: Path):
    done = rollcall("projections", "verify", data=tmp_path)

    assert done.returncode == 1
    assert "rollcall migrate" in done.stderr
    assert SENTENCE.fullmatch(done.stderr)


def test_a_child_leaves_with_its_whole_family():
    with child("sh", "-c", "trap '' TERM; sleep 60 & sleep 60", env={}) as process:
        family = psutil.Process(process.pid)
        while len(children := family.children()) < 2:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)

    assert not psutil.wait_procs(children, timeout=2)[1]


def test_two_builders_build_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    exports: list[int] = []

    def export(_lock: int) -> None:
        time.sleep(0.1)
        (tmp_path / "build").mkdir()
        exports.append(1)

    monkeypatch.setattr(frontend, "STAMP", tmp_path / "build" / "sources")
    monkeypatch.setattr(frontend, "LOCK", tmp_path / "lock")
    monkeypatch.setattr(frontend, "_export", export)
    builders = [threading.Thread(target=frontend.build) for _ in range(2)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()

    assert exports == [1]
    assert frontend.is_built()


def test_a_build_that_was_interrupted_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(frontend, "WEB", tmp_path)
    monkeypatch.setattr(frontend, "STAMP", tmp_path / "build" / "sources")
    monkeypatch.setattr(frontend, "LOCK", tmp_path / "lock")
    for folder in ("node_modules", "build"):
        (tmp_path / folder).mkdir()

    def interrupted(_lock: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(frontend, "_export", interrupted)
    with pytest.raises(KeyboardInterrupt):
        frontend.build()
    monkeypatch.setattr(frontend, "_export", lambda _lock: None)
    frontend.build()

    assert not (tmp_path / "node_modules").exists()
    assert frontend.is_built()


def test_a_failed_build_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "reflex").write_text("#!/bin/sh\necho no such icon\nexit 1\n")
    (tmp_path / "npm").write_text("#!/bin/sh\n")
    for program in ("reflex", "npm"):
        (tmp_path / program).chmod(0o755)
    monkeypatch.setattr(frontend, "PROGRAMS", tmp_path)
    monkeypatch.setattr(frontend, "STAMP", tmp_path / "build" / "sources")
    monkeypatch.setattr(frontend, "LOCK", tmp_path / "lock")

    with pytest.raises(Refusal, match="no such icon"):
        frontend.build()


def test_a_port_of_the_system_is_one_sentence(monkeypatch: pytest.MonkeyPatch):
    def forbidden(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(socket.socket, "bind", forbidden)

    with pytest.raises(Refusal, match=r"^Port 80 is reserved"):
        server.require_free(80)
