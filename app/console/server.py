"""The server process: granian with the built pages."""

import errno
import http.client
import resource
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import IO

from app.config import settings
from app.console.children import child, ending_with_us
from app.console.places import PROGRAMS
from app.console.refusal import Refusal

HOST = "127.0.0.1"
READY_SECONDS = 60.0
# Open connections of all kinds: well above the sockets there may be
# (`app.http.connection_limit.MOST`), so that those who only sit there do not take the places of who
# asks for something.
CONNECTIONS = 8_000
FILES = 500  # besides: databases, threads, what is read from the disk
HEAD_SECONDS = 10  # for the head of a request, and until the next one of a connection
LARGEST_HEAD = 65_536  # bytes


def require_free(port: int) -> None:
    """Raises Refusal when something listens on the port already, or nobody may."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, port))
        except PermissionError:
            raise Refusal(f"Port {port} is reserved: choose another one with --port.") from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise Refusal(f"Nothing can listen on {settings.host}: {error.strerror}.") from None
            raise Refusal(f"Port {port} is in use: choose another one with --port.") from None


@contextmanager
def serving(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The server, once it answers. Raises Refusal."""
    with started(port) as process:
        wait_until_ready(process, port)
        yield process


def started(
    port: int, output: IO[bytes] | None = None
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """The server, which needs a moment until it answers.

    A worker of granian that dies is replaced at once, and meanwhile nobody is turned away.
    """
    options = ("--interface", "asgi", "--factory", "--host", settings.host, "--port", str(port))
    workers = ("--workers", "1", "--respawn-failed-workers", "--log-level", "warning")
    granian = str(PROGRAMS / "granian")
    command = ending_with_us(granian, *options, *workers, *_bounds(), "app.app:app")
    return child(*command, env=_environment(), output=output)


def wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when it answers. Raises Refusal."""
    try:
        _wait_for_answer(process, port)
    except BaseException:
        process.kill()  # it heeds a request only once it has started
        raise


def _bounds() -> tuple[str, ...]:
    """What one who only connects may take, and for how long.

    HTTP/1 alone: a connection that may still become HTTP/2 is waited for without a clock.
    """
    heads = ("--http1-header-read-timeout", str(HEAD_SECONDS * 1_000))
    size = ("--http1-buffer-size", str(LARGEST_HEAD))
    places = ("--backpressure", str(max(FILES, _may_open() - FILES)), "--backlog", "2048")
    return "--http", "1", *heads, *size, *places


def _may_open() -> int:
    """So many files the server may have open: what it needs, where the machine allows it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = CONNECTIONS + FILES
    if hard != resource.RLIM_INFINITY:
        needed = min(needed, hard)
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return needed
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))  # children have it from us
    return needed


def _environment() -> dict[str, str]:
    return {
        "DATABASE_URL": settings.database_url,
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_STATE_MANAGER_MODE": "memory",
        "REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE": "131072",  # bytes in one message of a browser
        # Internal to Reflex: serve the finished build, without Node and without compiling.
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    }


def _wait_for_answer(process: subprocess.Popen[bytes], port: int) -> None:
    limit = time.monotonic() + READY_SECONDS
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > limit:
            raise Refusal("The server did not start; its reason stands above.")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(_near(), port, timeout=2)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _near() -> str:
    """Where this machine finds it: who listens on every address does on its own, too."""
    return HOST if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
