"""Keeping programs at work: one that ends is started again."""

import subprocess
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import IO, NoReturn, Protocol, Self

import typer

from app.console.children import end
from app.console.held_output import HeldOutput

LOOK = 0.1  # seconds
# A program that cannot work ends soon after each start: pauses grow until one lasts.
LASTS, SHORTEST_PAUSE, LONGEST_PAUSE = 5.0, 0.5, 4.0  # seconds

Start = Callable[[IO[bytes] | None], AbstractContextManager[subprocess.Popen[bytes]]]


class Watched(Protocol):
    def look(self) -> None:
        """Do what is due."""
        ...


class Pauses:
    """How long to wait before each new start: at first not at all, then longer and longer."""

    def __init__(self) -> None:
        self._next = SHORTEST_PAUSE

    def after(self, *, success: bool) -> float:
        if success:
            self._next = SHORTEST_PAUSE
            return 0.0
        pause, self._next = self._next, min(2 * self._next, LONGEST_PAUSE)
        return pause


class Kept:
    """A program that is to be at work until the block is left; `name` as in "The worker".

    A program that ends again and again says why once; `start` is told where it writes then.
    """

    def __init__(self, name: str, start: Start) -> None:
        self._name, self._start = name, start
        self._began = self._due = 0.0
        self._short_lives = 0  # one after the other
        self._pauses = Pauses()
        self._family = ExitStack()
        self._held: HeldOutput | None = None
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
        self._held = HeldOutput() if self._short_lives else None
        if self._held:
            self._family.callback(self._held.close)
        sink = self._held.sink if self._held else None
        self.process = self._family.enter_context(self._start(sink))
        return self.process

    def look(self) -> None:
        """Start it when it is due; when it has ended, see when that is."""
        if self.process is None:
            if time.monotonic() >= self._due:
                self.start()
            return
        lasts = time.monotonic() - self._began > LASTS
        if lasts and self._short_lives:
            if self._short_lives > 1:
                typer.echo(f"{self._name} works again.", err=True)
            self._short_lives = 0
        if self._held:
            self._held.read(show=lasts)
        if (code := self.process.poll()) is not None:
            self._ended(code, lasted=lasts)

    def _ended(self, code: int, *, lasted: bool) -> None:
        reason = self._held.last_line() if self._held else ""
        self.process = None
        self._family.close()  # its children may have outlived it
        self._due = time.monotonic() + self._pauses.after(success=lasted)
        self._short_lives += not lasted
        if self._short_lives <= 1:
            typer.echo(f"{self._name} ended; a new one starts.", err=True)
        elif self._short_lives == 2:  # noqa: PLR2004 - once is an accident
            told = f"{self._name} ends soon after each start, and is tried again until it lasts."
            typer.echo(f"{told} It says: {reason or f'nothing (exit code {code})'}", err=True)


def keep(*watched: Watched) -> NoReturn:
    """Keep them at work until interrupted; then programs have ended, all within the same grace."""
    try:
        while True:
            for each in watched:
                each.look()
            time.sleep(LOOK)
    finally:
        programs = [each.process for each in watched if isinstance(each, Kept)]
        end(*filter(None, programs))
