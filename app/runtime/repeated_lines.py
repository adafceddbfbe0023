"""A line that comes again and again, as strangers can make it, is written once and then counted."""

import asyncio
import logging
from threading import Lock
from typing import Final

MINUTE: Final = 60.0
MOST: Final = 100  # different lines of one logger in a minute; the others are only counted
OTHERS: Final = "lines that are not shown here"


class Repeats(logging.Filter):
    """Lets each line pass once; how often it came again is said once a minute.

    A line is known by its logger, its level and its text. So what strangers can cause is told in
    words of ours, with a network address at most.
    """

    def __init__(self) -> None:
        super().__init__()
        self._again: dict[str, dict[tuple[int, str], int]] = {}  # by logger: how often, since
        self._lock = Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "is_count", False):
            return True
        line = record.levelno, record.getMessage()
        with self._lock:
            again = self._again.setdefault(record.name, {})
            if line in again:
                again[line] += 1
                return False
            if len(again) >= MOST:
                others = logging.WARNING, OTHERS
                again[others] = again.get(others, 0) + 1
                return False
            again[line] = 0
            return True

    def tell(self) -> None:
        """Say how often each came again. What did not is forgotten, and may be written anew."""
        with self._lock:
            told = {
                name: {k: n for k, n in again.items() if n} for name, again in self._again.items()
            }
            self._again = {name: dict.fromkeys(again, 0) for name, again in told.items() if again}
        for name, again in told.items():
            for (level, text), times in again.items():
                said = f"{text} ({times:,} more in a minute)"
                logging.getLogger(name).log(level, "%s", said, extra={"is_count": True})


REPEATS: Final = Repeats()


async def keep_telling() -> None:
    """Until the server stops, and then once more."""
    try:
        while True:
            await asyncio.sleep(MINUTE)
            REPEATS.tell()
    finally:
        REPEATS.tell()
