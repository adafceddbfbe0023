"""The directory runs until it is told to stop, and nothing stays behind."""

import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from app.console import server
from app.console.children import child
from app.console.places import PROGRAMS, ROOT
from app.console.refusal import Refusal
from tests.console.conftest import Rollcall
from tests.console.processes import about, command_of, end, eventually, family_of


@contextmanager
def started(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    ours = ("ROLLCALL_", "DATABASE_URL", "REFLEX_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    with subprocess.Popen(
        [PROGRAMS / "rollcall", "run", "--port", str(port), "--no-demo"],
        env={**kept, "ROLLCALL_DATA": str(data)},
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


def workers_of(pid: int) -> list[psutil.Process]:
    return [one for one in family_of(pid) if command_of(one).endswith("rollcall worker")]


def test_the_directory_runs_until_it_is_told_to_stop_and_leaves_no_process(
    tmp_path: Path, port: int, rollcall: Rollcall
) -> None:
    with started(tmp_path / "data", port) as process:
        told = output_until(process, "Ctrl-C")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            page = answer.read()
        another = rollcall("run", "--port", str(port))
        assert eventually(lambda: workers_of(process.pid) != [])
        [first] = workers_of(process.pid)
        first.kill()
        assert eventually(lambda: workers_of(process.pid) not in ([], [first]))
        left = [*about(tmp_path), *family_of(process.pid)]
        process.send_signal(signal.SIGTERM)
        process.wait(20)

    assert f"http://127.0.0.1:{port}" in told
    assert re.search(r"Sign in as +admin@example.com\n +with password +\S{19} ", told)
    assert b"<html" in page
    assert another.err == f"Port {port} is in use: choose another one with --port.\n"
    assert len(left) > 3
    assert process.returncode == 0
    assert end(left)


def test_ctrl_c_before_it_runs_leaves_no_process(tmp_path: Path, port: int) -> None:
    with started(tmp_path / "data", port) as process:
        output_until(process, "Database")
        left = [*about(tmp_path), *family_of(process.pid)]
        process.send_signal(signal.SIGINT)
        process.wait(20)

    assert left
    assert process.returncode == 0
    assert end(left)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells which signals are caught")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_while_it_loads_is_a_stop(tmp_path: Path, port: int, number: signal.Signals) -> None:
    with started(tmp_path / "data", port) as process:
        assert eventually(lambda: _catches(process.pid, signal.SIGHUP))
        process.send_signal(number)
        told, _ = process.communicate(timeout=20)

    assert (process.returncode, told) == (0, "")
    assert not (tmp_path / "data").exists()


def _catches(pid: int, number: signal.Signals) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    [caught] = re.findall(r"^SigCgt:\s*(\w+)$", status, re.MULTILINE)
    return bool(int(caught, 16) >> (number - 1) & 1)


STARTER = textwrap.dedent("""
    import pathlib, sys
    from app.console import server

    server.PROGRAMS = pathlib.Path(sys.argv[1])
    with server.serving(int(sys.argv[2])):
        print("ready", flush=True)
        sys.stdin.read()
""")


@pytest.fixture
def granian(tmp_path: Path, port: int) -> Path:
    """A server on the port that starts at once, in a folder that its command line names."""
    program = tmp_path / "granian"
    serve = f"{sys.executable} -m http.server {port} --bind {server.HOST} --directory {tmp_path}"
    program.write_text(f"#!/bin/sh\nexec {serve} 2>/dev/null\n")
    program.chmod(0o755)
    return program


@pytest.mark.skipif(not shutil.which("setpriv"), reason="this system cannot")
def test_a_console_that_is_killed_takes_its_server_with_it(granian: Path, port: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, str(granian.parent), str(port)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as console:
        output_until(console, "ready")
        servers = [one for one in family_of(console.pid) if "http.server" in command_of(one)]
        console.kill()

    ended = end(servers)
    for one in servers:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    assert servers
    assert ended


def test_a_server_that_does_not_start_is_one_sentence(
    granian: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    granian.write_text("#!/bin/sh\nexit 1\n")
    monkeypatch.setattr(server, "PROGRAMS", granian.parent)

    with pytest.raises(Refusal, match=r"^The server did not start; its reason stands above\.$"):
        server.serving(port).__enter__()


def test_a_child_leaves_with_its_whole_family() -> None:
    with child("sh", "-c", "trap '' TERM; sleep 60 & sleep 60", env={}) as process:
        family = psutil.Process(process.pid)
        while len(left := family.children()) < 2:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)

    assert end(left)
