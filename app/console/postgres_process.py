"""Finding, ending and clearing up after the processes of one PostgreSQL data folder."""

import contextlib
import hashlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

PID_FILE = "postmaster.pid"
ORPHAN_SECONDS = 1.0
STOP_SECONDS = 10.0


def mark(data: Path) -> str:
    """Stands in the command line of the server and in the titles of its children, which
    other accounts may read where the working folder of a process is hidden."""
    return "rollcall-" + hashlib.sha256(os.fsencode(data)).hexdigest()[:16]


def server_of(data: Path) -> psutil.Process | None:
    """The running server; None when its pid is stale or belongs to another program by now."""
    try:
        process = psutil.Process(_noted(data))
    except (ValueError, psutil.Error):
        return None
    return process if _belongs(process, mark(data)) else None


def _noted(data: Path) -> int:
    """The pid of the last server. Raises ValueError."""
    try:
        return int((data / PID_FILE).read_text().split()[0])
    except (OSError, IndexError):
        raise ValueError from None


def stop(process: psutil.Process) -> None:
    """End the server within seconds, by force if it must be."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(how)
        if _within(STOP_SECONDS, lambda: _gone(process)):
            break
    _collect(process.pid)


def _collect(pid: int) -> None:
    """What remains of a child of ours that ended."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def clear_remains(data: Path, sockets: Path) -> None:
    """Remove what a killed server left; its children must be gone before another starts."""
    if not _within(ORPHAN_SECONDS, lambda: not any(_orphans(data))):
        for orphan in _orphans(data):  # busy with a long statement that nobody waits for
            with contextlib.suppress(psutil.NoSuchProcess):
                orphan.kill()
        _within(ORPHAN_SECONDS, lambda: not any(_orphans(data)))
    with contextlib.suppress(ValueError):
        _collect(_noted(data))
    for file in (data / PID_FILE, *sockets.glob(".s.PGSQL.*")):
        file.unlink(missing_ok=True)


def _orphans(data: Path) -> Iterator[psutil.Process]:
    sought = mark(data)
    return (process for process in psutil.process_iter() if _belongs(process, sought))


def _belongs(process: psutil.Process, sought: str) -> bool:
    try:
        return process.name() == "postgres" and sought in " ".join(process.cmdline())
    except psutil.Error:
        return False


def _gone(process: psutil.Process) -> bool:
    # A zombie is gone too: where nobody reaps orphans it would be waited for in vain.
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _within(seconds: float, done: Callable[[], bool]) -> bool:
    limit = time.monotonic() + seconds
    while not done():
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)
    return True
