"""How long calls take: always in milliseconds, always the median of several rounds."""

import time
from collections.abc import Callable
from statistics import median, quantiles

BUDGET = 3.0  # seconds after which a slow call is not repeated any more


def rounds(call: Callable[[], object], times: int, *, budget: float = BUDGET) -> list[float]:
    """Milliseconds of each of `times` calls; of slow ones fewer, as many as `budget` allows.

    The first one warms the caches, and counts only when there was time for no other.
    """
    taken = [once(call)]
    while len(taken) <= times and sum(taken) < budget * 1000:
        taken.append(once(call))
    return taken[1:] or taken


def once(call: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def p50(values: list[float]) -> float:
    return median(values)


def p95(values: list[float]) -> float:
    """Of few values, the largest."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
