"""How many sockets there may be, and how fast new ones may come, from one network address."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from app.allowance import Allowance
from app.config import settings

MOST: Final = 3_000  # about 0.2 MB each
NEW_A_SECOND: Final = 20.0
BURST: Final = 60.0


class Crowded(Exception):
    """There is no place for one more."""


class Sockets:
    """The places for sockets of this process."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._open: Counter[str] = Counter()
        self._new = Allowance(NEW_A_SECOND, BURST)

    @contextmanager
    def place(self, address: str) -> Iterator[None]:
        """Hold a place for a socket of this address. Raises Crowded."""
        if not self._new.take(address):
            raise Crowded("Too many new connections from one address.")
        if self._open[address] >= settings.sockets_per_address:
            raise Crowded("Too many connections from one address.")
        if self._open.total() >= self._most:
            raise Crowded("Too many connections.")
        self._open[address] += 1
        try:
            yield
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]
