"""So many a second, and a few more at once: what each of many strangers may take."""

import time
from typing import Final

MOST_KEYS: Final = 10_000


class Allowance:
    """A bucket for each key: `burst` full at first, filled again with `rate` a second."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> bool:
        """Whether there is one left for `key`, which it then is no more."""
        return not self.wait(key)

    def wait(self, key: str) -> float:
        """Take one for `key`: 0 if there is one left, else the seconds until there is."""
        now = time.monotonic()
        left = self._left_of(key, now)
        if key not in self._left and len(self._left) >= MOST_KEYS:
            self._forget_the_full(now)
        self._left[key] = (left - 1 if left >= 1 else left, now)
        return 0 if left >= 1 else (1 - left) / self._rate

    def _left_of(self, key: str, now: float) -> float:
        left, before = self._left.get(key, (self._burst, now))
        return min(self._burst, left + (now - before) * self._rate)

    def _forget_the_full(self, now: float) -> None:
        """A bucket that is full again is like none; when none is, all are: it is a flood."""
        kept = {k: v for k, v in self._left.items() if self._left_of(k, now) < self._burst}
        self._left = kept if len(kept) < MOST_KEYS else {}
