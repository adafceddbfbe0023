"""Keeping programs at work: one that ends is started again."""

import subprocess
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import NoReturn, Self

import typer

from app.console.children import end

LOOK = 0.1  # seconds
# A program that cannot work ends soon after each start: pauses grow until one lasts.
LASTS, SHORTEST_PAUSE, LONGEST_PAUSE = 5.0, 0.5, 10.0  # seconds


class Kept:
    """A program that is to be at work until the block is left; `name` as in "The worker"."""

    def __init__(
        self, name: str, start: Callable[[], AbstractContextManager[subprocess.Popen[bytes]]]
    ) -> None:
        self._name, self._start = name, start
        self._began = self._due = 0.0
        self._pause = SHORTEST_PAUSE
        self._family = ExitStack()
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._family.close()

    def start(self) -> subprocess.Popen[bytes]:
        self._began = time.monotonic()
        self.process = self._family.enter_context(self._start())
        return self.process

    def look(self) -> None:
        """Start it when it is due; when it has ended, see when that is."""
        if self.process is None:
            if time.monotonic() >= self._due:
                self.start()
        elif self.process.poll() is not None:
            self.process = None
            self._family.close()  # its children may have outlived it
            if time.monotonic() - self._began > LASTS:
                self._pause = SHORTEST_PAUSE
            typer.echo(f"{self._name} ended; a new one starts in {self._pause:g} s.", err=True)
            self._due = time.monotonic() + self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE)


def keep(*programs: Kept) -> NoReturn:
    """Keep them at work until interrupted; then they have ended, all within the same grace."""
    try:
        while True:
            for program in programs:
                program.look()
            time.sleep(LOOK)
    finally:
        end(*(program.process for program in programs if program.process))
