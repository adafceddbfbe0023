"""How many sockets there may be, and how fast new ones may come, from one network address."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from app.config import settings
from app.runtime.concurrency_limit import Crowded, Places
from app.runtime.rate_limit import Allowance

MOST: Final = 3_000  # about 0.2 MB each
NEW_A_SECOND: Final = 20.0
BURST: Final = 60.0


class Sockets:
    """The places for sockets of this process."""

    def __init__(self, most: int = MOST) -> None:
        self._places = Places(most, "connections")
        self._new = Allowance(NEW_A_SECOND, BURST)

    @contextmanager
    def place(self, address: str) -> Iterator[None]:
        """Hold a place for a socket of this address. Raises Crowded."""
        if not self._new.take(address):
            raise Crowded("Too many new connections from one address.")
        with self._places.place(address, settings.sockets_per_address):
            yield
