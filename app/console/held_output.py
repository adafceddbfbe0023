"""What a program says that may soon end again: shown only once it is known to last."""

import os
import sys
from typing import IO

MOST_HELD = 65_536  # bytes


class HeldOutput:
    """A pipe. The program writes to `sink`, which is its own once it has started."""

    def __init__(self) -> None:
        source, sink = os.pipe()
        os.set_blocking(source, False)
        self._source = os.fdopen(source, "rb", buffering=0)
        self.sink: IO[bytes] = os.fdopen(sink, "wb", buffering=0)
        self._held = b""

    def close(self) -> None:
        self._source.close()
        self.sink.close()

    def read(self, *, show: bool) -> None:
        """Take what was written; the program would wait behind a full pipe."""
        while block := self._source.read(MOST_HELD):
            self._held = (self._held + block)[-MOST_HELD:]
        if show and self._held:
            sys.stderr.buffer.write(self._held)
            sys.stderr.flush()
            self._held = b""

    def last_line(self) -> str:
        self.read(show=False)
        lines = self._held.decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")
