"""Programs that the console starts, and that never outlive it."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO

from app.console.places import PROGRAMS, ROOT
from app.console.spawning import spawned

GRACE_SECONDS = 10.0  # to finish what is being done


@contextmanager
def child(
    *command: str, env: Mapping[str, str], output: IO[bytes] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program whose whole family has ended when the block is left."""
    with spawned(command, env=environment(env), cwd=ROOT, output=output) as process:
        try:
            yield process
        finally:
            end(process)


def ending_with_us(*command: str) -> tuple[str, ...]:
    """The command, told by the kernel when the console was killed, where that is possible."""
    return ("setpriv", "--pdeathsig", "TERM", *command) if shutil.which("setpriv") else command


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child: our programs first, no calls home."""
    return {
        **os.environ,
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        **more,
    }


def end(*processes: subprocess.Popen[bytes]) -> None:
    """Have them finish at the same time; what is left of their families then is killed."""
    limit = time.monotonic() + GRACE_SECONDS
    for process in processes:
        with suppress(ProcessLookupError):
            process.terminate()
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(limit - time.monotonic(), 0))
        with suppress(ProcessLookupError):  # what is left of the group, usually nothing
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
