"""Keeping the embedded PostgreSQL at work: a server that ends is started again."""

import os
import subprocess
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Self

import typer

from app.console.keeping import LASTS, SHORTEST_PAUSE, Pauses
from app.console.local_postgres import Embedded

NEEDED = 16 * 1024 * 1024  # bytes: the next file of PostgreSQL's write-ahead log


class KeptPostgres:
    """The server is to be there until the block is left.

    It may be shared, and started by another program of ours: whoever has the lock starts it.
    """

    def __init__(self, embedded: Embedded) -> None:
        self._embedded, self._server = embedded, embedded.server
        self._pauses = Pauses()
        self._attempt = ExitStack()
        self._process: subprocess.Popen[bytes] | None = None  # while it starts
        self._due, self._began = 0.0, -LASTS
        self._said: set[str] = set()  # since it last was there for long

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._attempt.__exit__(kind, error, at)  # ends what is starting

    def look(self) -> None:
        """Start it when it is gone; see what becomes of a start, and do not wait for that."""
        if self._process:
            self._see_start(self._process)
        elif not self._server.is_there():
            if time.monotonic() >= self._due and self._embedded.try_lock():
                self._start()
        elif self._said and time.monotonic() - self._began > LASTS:
            self._said.clear()
            typer.echo("The database works again.", err=True)

    def _start(self) -> None:
        self._say("The database ended; it is started again.")
        self._say_if_full()
        try:
            self._process = self._attempt.enter_context(self._server.starting())
        except OSError as error:
            self._settle(self._pauses.after(success=False))
            self._say_why(f"{error.strerror}.")

    def _see_start(self, process: subprocess.Popen[bytes]) -> None:
        if self._server.answers():
            self._began = time.monotonic()
            self._pauses.after(success=True)
            self._settle(SHORTEST_PAUSE)
        elif process.poll() is not None:
            self._settle(self._pauses.after(success=False))
            self._say_why(self._server.complaint())

    def _settle(self, pause: float) -> None:
        """The start is over; before `pause` has passed there is no other."""
        self._attempt.close()
        self._process = None
        self._embedded.unlock()
        self._due = time.monotonic() + pause

    def _say_why(self, reason: str) -> None:
        self._say_if_full()
        if len(self._said) == 1:  # one reason is enough
            self._say(f"It does not start, and is tried again until it does: {reason}")

    def _say_if_full(self) -> None:
        disk = os.statvfs(self._server.folder)
        if disk.f_bavail * disk.f_frsize < NEEDED:
            self._say(
                f"The disk of {self._server.folder} is full, so the database cannot work."
                " It starts by itself once there is room."
            )

    def _say(self, sentence: str) -> None:
        if sentence not in self._said:
            self._said.add(sentence)
            typer.echo(sentence, err=True)
