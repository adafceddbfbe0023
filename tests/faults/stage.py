"""The product as it is deployed: a PostgreSQL that waits for the disk, and `rollcall run`."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import httpx
import psutil
from sqlalchemy import make_url

from app.console import postgres_process
from app.console.local_postgres import running
from app.console.places import PROGRAMS, ROOT
from tests.console.processes import command_of, end, family_of
from tests.database import Database
from tests.site import Site

START_SECONDS = 60.0  # on a machine that is busy with other tests


class PostgreSQL:
    """A server of our own runner in a folder of its own, which may be killed and started."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._users = folder, ExitStack()
        self.url = self.start()

    def start(self) -> str:
        """The owner's URL."""
        return self._users.enter_context(running(self._folder))

    def kill(self) -> None:
        """Pull the plug: what the server did not bring to the disk is gone."""
        process = self._process()
        left = [process, *process.children()]
        process.kill()
        assert end(left)

    def close(self) -> None:
        self._users.close()

    def _process(self) -> psutil.Process:
        process = postgres_process.server_of(self._folder.resolve() / "pg")
        assert process
        return process


class Instance:
    """One `rollcall run`: it keeps a server and a worker."""

    def __init__(self, database_url: str, log: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        ours = ("ROLLCALL_", "DATABASE_URL", "WRITER_", "READER_", "SMTP_", "REFLEX_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self._log = log
        with log.open("ab") as output:
            self._logged = output.tell()  # by those before this one
            self.console = subprocess.Popen(
                [PROGRAMS / "rollcall", "run", "--no-demo", "--port", str(self.port)],
                env=kept | {"DATABASE_URL": database_url},
                cwd=ROOT,
                stdout=output,
                stderr=output,
            )

    def processes(self, of: str) -> list[psutil.Process]:
        """Those of the server ("granian": its first process, then the app), or "worker"."""
        family = family_of(self.console.pid)
        return sorted((one for one in family if of in command_of(one)), key=lambda one: one.pid)

    def is_ready(self) -> bool:
        return self.health("ready") == 200

    def health(self, which: str) -> int:
        """The status; 0 without an answer."""
        try:
            return httpx.get(f"{self.url}/health/{which}", timeout=5).status_code
        except httpx.HTTPError:
            return 0

    def seconds_until_ready(self) -> float:
        began = time.monotonic()
        while not (self.is_ready() and "Ready" in self._said()):
            assert self.console.poll() is None, self._said()
            assert time.monotonic() - began < START_SECONDS, self._said()
            time.sleep(0.05)
        return time.monotonic() - began

    def _said(self) -> str:
        """It still needs the database when its server is ready already, and until it says so."""
        return self._log.read_bytes()[self._logged :].decode()

    def stop(self) -> int:
        """The exit code after a SIGTERM."""
        self.console.terminate()
        return self.console.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def instance(database_url: str, log: Path) -> Iterator[Instance]:
    """An instance that is ready."""
    one = Instance(database_url, log)
    try:
        one.seconds_until_ready()
        yield one
    finally:
        if one.console.poll() is None:
            one.stop()


class Stage(Site):
    """A site that can be broken."""

    def __init__(self, postgres: PostgreSQL, first: Instance, log: Path) -> None:
        super().__init__(first.url, Database(make_url(postgres.url)))
        self.postgres, self.first, self.log = postgres, first, log

    def another(self) -> AbstractContextManager[Instance]:
        """A second instance on the same database."""
        return instance(self.postgres.url, self.log)

    def forget_connections(self) -> None:
        """Ours are as dead as those of the product, after the server was killed."""
        for engine in (self.database.owner, self.database.writing, self.database.reading):
            engine.dispose()


@contextmanager
def staged(folder: Path) -> Iterator[Stage]:
    with ExitStack() as stack:
        postgres = PostgreSQL(folder / "data")
        stack.callback(postgres.close)
        first = stack.enter_context(instance(postgres.url, folder / "log"))
        stage = Stage(postgres, first, folder / "log")
        stack.callback(stage.forget_connections)
        yield stage
