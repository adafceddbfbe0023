"""The embedded PostgreSQL: one per folder, shared by processes, stopped by the last of them.

Who uses it is known by file locks, which the kernel gives back when a process is killed."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from psycopg import sql

from app.console import postgres_account, postgres_passwords
from app.console.postgres_account import Account
from app.console.postgres_passwords import password_of
from app.console.postgres_server import PORT, Server, programs
from app.console.refusal import Refusal

DATABASE = "rollcall"
OWNER, WRITER, READER = ROLES = "rollcall_owner", "rollcall_writer", "rollcall_reader"
SOCKET_FOLDER_BYTES = 85  # the system allows 103 for the whole path of a socket


@dataclass(frozen=True, slots=True)
class Embedded:
    """A server that is in use by this process. The owner's URL holds a password, which is that of
    the two other roles too."""

    server: Server
    url: str
    start_lock: int  # held by whoever starts or stops the server

    def try_lock(self) -> bool:
        return _try_lock(self.start_lock)

    def unlock(self) -> None:
        fcntl.flock(self.start_lock, fcntl.LOCK_UN)


@contextmanager
def running(folder: Path, *, hasty: bool = False, may_create: bool = False) -> Iterator[str]:
    """As `used`; yields the owner's URL."""
    with used(folder, hasty=hasty, may_create=may_create) as embedded:
        yield embedded.url


@contextmanager
def used(folder: Path, *, hasty: bool = False, may_create: bool = False) -> Iterator[Embedded]:
    """Yield a server with its data in `folder`, which answers; about 1 s cold, 0.1 s warm.

    `hasty`: nothing waits for the disk; `may_create`: the owner may create databases.
    Raises Refusal with one sentence.
    """
    server = _server(folder, hasty=hasty)
    with _open(server.folder / "users.lock") as users, _open(server.folder / "start.lock") as start:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            with _locked(start):
                server.make()
                server.start()
                _create_roles_and_database(server, may_create=may_create)
            yield Embedded(server, _url(server), start)
        finally:
            with _locked(start):
                if _try_lock(users):  # nobody else uses it
                    server.stop()


def _url(server: Server) -> str:
    host, password = quote(str(server.sockets)), password_of(OWNER, server.folder)
    return f"postgresql+psycopg://{OWNER}:{password}@/{DATABASE}?host={host}&port={PORT}"


def _server(folder: Path, *, hasty: bool) -> Server:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = folder.resolve()
        tempfile.TemporaryFile(dir=folder).close()
        account = postgres_account.choose(programs() / "postgres", folder)
        sockets = _socket_folder(folder, account)
        account.own(sockets)
    except OSError as error:
        raise Refusal(f"The folder {folder} cannot be written: {error.strerror}.") from None
    return Server(folder=folder, sockets=sockets, account=account, hasty=hasty)


def _socket_folder(folder: Path, account: Account) -> Path:
    name = f"rollcall-{os.getuid()}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"
    for path in (folder / "socket", Path(tempfile.gettempdir()) / name):
        # A comma would separate two hosts.
        if len(os.fsencode(path)) > SOCKET_FOLDER_BYTES or "," in str(path):
            continue
        path.mkdir(mode=0o700, exist_ok=True)
        found = path.lstat()  # somebody else may have made it, or a link, where all may write
        if found.st_mode & 0o077 or found.st_uid not in (os.getuid(), account.user):
            raise Refusal(f"The folder {path} belongs to another user or is open to others.")
        return path
    raise Refusal(f"The path {folder} is too long for a socket: set TMPDIR to a shorter one.")


def _create_roles_and_database(server: Server, *, may_create: bool) -> None:
    with server.connect() as connection:
        roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role in ROLES:
            if role not in roles:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        rights = "CREATEROLE CREATEDB" if may_create else "CREATEROLE NOCREATEDB"
        connection.execute(sql.SQL(f"ALTER ROLE {OWNER} NOSUPERUSER {rights}"))
        made = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not made.fetchone():
            connection.execute(sql.SQL(f"CREATE DATABASE {DATABASE} OWNER {OWNER}"))
        postgres_passwords.close(connection, ROLES, server.folder, server.data, server.account)


@contextmanager
def _open(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _locked(descriptor: int) -> Iterator[None]:
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
