"""How many of a kind there may be at once, from one network address and from all together."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Crowded(Exception):
    """There is no place for one more."""


class Places:
    """The places for one kind of connection in this process."""

    def __init__(self, most: int, kind: str) -> None:
        self._most, self._kind = most, kind
        self._taken: Counter[str] = Counter()

    @contextmanager
    def place(self, address: str, most_of_one: int) -> Iterator[None]:
        """Hold one for this address. Raises Crowded."""
        if self._taken[address] >= most_of_one:
            raise Crowded(f"Too many {self._kind} from one address.")
        if self._taken.total() >= self._most:
            raise Crowded(f"Too many {self._kind}.")
        self._taken[address] += 1
        try:
            yield
        finally:
            self._taken[address] -= 1
            if not self._taken[address]:
                del self._taken[address]
