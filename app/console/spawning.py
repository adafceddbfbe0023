"""Starting programs so that an interrupt never leaves one that nobody knows of."""

import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO

from app.console.postgres_account import Account

STOPS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
GRACE_SECONDS = 1.0
OURSELVES = Account()


@contextmanager
def spawned(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    output: IO[bytes] | None = None,
    account: Account = OURSELVES,
) -> Iterator[subprocess.Popen[bytes]]:
    """A program in a session of its own, where the terminal's Ctrl-C does not reach it; it ends
    when the block fails or is interrupted."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    release = partial(signal.pthread_sigmask, signal.SIG_SETMASK, before)
    try:
        process = subprocess.Popen(
            [*account.prefix, *command],
            env=env,
            cwd=cwd,
            user=account.user,
            group=account.group,
            extra_groups=account.extra_groups,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=release,  # noqa: PLW1509 - no thread of ours runs yet
        )
    except BaseException:
        release()
        raise
    try:
        release()
        yield process
    except BaseException:
        _end(process)
        raise


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_SECONDS)
    process.kill()
    process.wait()
