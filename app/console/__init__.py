"""The command line `rollcall`."""

import os
import signal
import sys
from types import FrameType

STOPS = signal.SIGINT, signal.SIGTERM, signal.SIGHUP


def main() -> None:
    """Signals are ours from the first moment on: a stop while modules load is a stop too."""
    for number in STOPS:
        # An exception in the middle of an import may come out as any other; nothing has begun yet.
        signal.signal(number, lambda *_: os._exit(0))
    from app.console.cli import run_cli  # noqa: PLC0415 - takes most of a second

    for number in STOPS:
        signal.signal(number, _interrupt)
    try:
        run_cli()
    except KeyboardInterrupt:
        sys.exit(0)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    for number in STOPS:  # a second one must not leave half of it running
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
