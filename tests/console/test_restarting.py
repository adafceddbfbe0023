"""`rollcall run` watches all that it started: what ends is back within seconds, by itself."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from app.console import keeping_postgres, local_postgres, postgres_process
from app.console.keeping import LOOK
from app.console.keeping_postgres import KeptPostgres
from domain.ids import new_id
from tests.console.processes import about, command_of, end, eventually, family_of
from tests.console.test_run import output_until, started
from tests.examples import PASSWORD
from tests.site import free_port

BACK = 5.0  # seconds
PATIENCE = 60.0  # the server itself loads for as long as the machine makes it


class Running:
    """A `rollcall run` with the embedded database."""

    def __init__(self, console: subprocess.Popen[str], data: Path, port: int) -> None:
        self.console, self.data = console, data
        self.url = f"http://127.0.0.1:{port}"

    def postmaster(self) -> psutil.Process:
        process = postgres_process.server_of(self.data.resolve() / "pg")
        assert process
        return process

    def processes(self, of: str) -> list[psutil.Process]:
        return [one for one in family_of(self.console.pid) if of in command_of(one)]

    def is_well(self) -> bool:
        """It says that it is ready, and takes a sign-up."""
        try:
            if httpx.get(f"{self.url}/health/ready", timeout=5).status_code != 200:
                return False
            new = {"email": f"{new_id().hex}@example.org", "name": "Ann", "password": PASSWORD}
            answer = httpx.post(f"{self.url}/api/users", json={"user": new}, timeout=10)
        except httpx.HTTPError:
            return False
        return answer.status_code == 201

    def seconds_until_well(self) -> float:
        began = time.monotonic()
        while not self.is_well():
            assert time.monotonic() - began < PATIENCE
            time.sleep(0.05)
        return time.monotonic() - began


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data, port = tmp_path_factory.mktemp("restarting") / "data", free_port()
    with started(data, port) as console:
        output_until(console, "Ctrl-C")
        yield Running(console, data, port)
        console.send_signal(signal.SIGTERM)
        console.communicate(timeout=30)


def test_a_killed_database_is_back_within_seconds_each_time(running: Running, times):
    waits = []
    for _ in range(times(3, 14)):
        assert running.is_well()
        running.postmaster().kill()
        waits.append(running.seconds_until_well())

    assert max(waits) < BACK


@pytest.mark.parametrize("killed", ["rollcall worker", "granian"])
def test_a_killed_program_is_back_within_seconds(running: Running, killed: str):
    assert eventually(lambda: running.processes(killed) != [])
    before = running.processes(killed)
    for one in before:
        one.kill()

    running.seconds_until_well()
    assert eventually(lambda: bool(set(running.processes(killed)) - set(before)))


def test_all_may_be_killed_at_once(running: Running):
    for one in (running.postmaster(), *family_of(running.console.pid)):
        one.kill()

    running.seconds_until_well()
    assert eventually(lambda: running.processes("rollcall worker") != [])


def test_ctrl_c_while_the_database_is_started_again_leaves_no_process(tmp_path: Path, times):
    for number in range(times(1, 20)):
        data, port = tmp_path / str(number), free_port()
        with started(data, port) as console:
            output_until(console, "Ctrl-C")
            here = Running(console, data, port)
            left = [here.postmaster(), *here.postmaster().children(), *family_of(console.pid)]
            here.postmaster().kill()
            time.sleep(0.12 + 0.05 * number)
            console.send_signal(signal.SIGINT)
            console.communicate(timeout=30)

        assert console.returncode == 0
        assert end([*left, *about(data)])


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[tuple[local_postgres.Embedded, KeptPostgres]]:
    with local_postgres.used(tmp_path / "data") as embedded:
        kept = KeptPostgres(embedded)
        yield embedded, kept  # which is well when the test is over
        assert eventually(lambda: works(kept, embedded))


def works(kept: KeptPostgres, embedded: local_postgres.Embedded) -> bool:
    """Whether the server is there again, as far as who keeps it knows."""
    kept.look()
    return kept._process is None and embedded.server.answers()


def killed(embedded: local_postgres.Embedded) -> None:
    process = postgres_process.server_of(embedded.server.data)
    assert process
    process.kill()
    assert eventually(lambda: not embedded.server.is_there())


def test_its_busy_children_are_gone_before_another_one_starts(kept, monkeypatch):
    embedded, keeper = kept
    monkeypatch.setattr(postgres_process, "ORPHAN_SECONDS", 0.1)
    busy = psycopg.pq.PGconn.connect(embedded.url.replace("+psycopg", "").encode())
    busy.send_query(b"select count(*) from generate_series(1, 1000000000000)")
    before = list(postgres_process._orphans(embedded.server.data))
    killed(embedded)

    assert eventually(lambda: works(keeper, embedded))
    assert end(before)
    busy.finish()


@pytest.mark.parametrize("pid", [str(psutil.Process().ppid()), "1", "nonsense", ""])
def test_whatever_stands_in_its_lock_files_it_is_started_again(kept, pid: str):
    embedded, keeper = kept
    killed(embedded)
    (embedded.server.data / "postmaster.pid").write_text(pid)
    (embedded.server.sockets / ".s.PGSQL.5432.lock").write_text(f"{psutil.Process().ppid()}\n")

    assert eventually(lambda: works(keeper, embedded))


def test_without_its_lock_file_the_lock_of_its_socket_is_not_in_the_way(kept):
    embedded, keeper = kept
    killed(embedded)
    (embedded.server.data / "postmaster.pid").unlink()
    (embedded.server.sockets / ".s.PGSQL.5432.lock").write_text(f"{psutil.Process().ppid()}\n")

    assert eventually(lambda: works(keeper, embedded))


def test_why_it_does_not_start_is_said_once(kept, monkeypatch, capfd):
    embedded, keeper = kept
    control = embedded.server.data / "global" / "pg_control"
    killed(embedded)
    control.rename(control.with_name("away"))
    limit = time.monotonic() + 4
    while time.monotonic() < limit:
        keeper.look()
        time.sleep(LOOK)
    told = capfd.readouterr().err.splitlines()
    control.with_name("away").rename(control)

    assert told[0] == "The database ended; it is started again."
    assert told[1].startswith("It does not start, and is tried again until it does: ")
    assert "pg_control" in told[1]
    assert told[2:] == []
    monkeypatch.setattr(keeping_postgres, "LASTS", 0)
    assert eventually(lambda: works(keeper, embedded))
    keeper.look()
    assert capfd.readouterr().err == "The database works again.\n"


def test_two_programs_that_share_it_start_it_once(kept):
    embedded, keeper = kept
    with local_postgres.used(embedded.server.folder) as same:
        other = KeptPostgres(same)
        killed(embedded)
        assert eventually(lambda: [keeper.look(), other.look()] and embedded.server.answers())
        servers = [p for p in about(embedded.server.data) if "-D" in command_of(p)]

        assert len(servers) == 1
