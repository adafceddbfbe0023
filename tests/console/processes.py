"""The processes of a test: which there are, and whether they have ended."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil


def eventually(fact: Callable[[], bool]) -> bool:
    limit = time.monotonic() + 20
    while not fact() and time.monotonic() < limit:
        time.sleep(0.02)
    return fact()


def about(folder: Path) -> list[psutil.Process]:
    """The processes whose command lines name the folder."""
    return [one for one in psutil.process_iter() if str(folder) in command_of(one)]


def family_of(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def command_of(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def end(processes: Iterable[psutil.Process]) -> bool:
    """Whether all of them end soon; a dead one that nobody collected has ended too."""
    return eventually(lambda: not any(_runs(one) for one in processes))


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
