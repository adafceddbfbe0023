"""What a client accepts: the `Accept` header of HTTP, as RFC 9110 weighs it."""

import re
from collections.abc import Iterator
from typing import Final

from starlette.datastructures import Headers

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"  # RFC 9457
_RANGE: Final = re.compile(r"\s*([^\s/;,]+/[^\s/;,]+)\s*((?:;[^,]*)?)")
_WEIGHT: Final = re.compile(
    r";\s*q\s*=\s*(1(?:\.0{0,3})?|0(?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE
)


def accepts_json(headers: Headers) -> bool:
    """Whether JSON is welcome; it is too where only problems are named, as these are JSON."""
    ranges = _ranges(headers)
    return not ranges or _weight(ranges, JSON) > 0 or ranges.get(PROBLEM, 0) > 0


def prefers_problem(headers: Headers) -> bool:
    """Whether a refusal is to be a problem: who names that type likes it no less than JSON."""
    ranges = _ranges(headers)
    return 0 < ranges.get(PROBLEM, 0) >= ranges.get(JSON, 0)


def _weight(ranges: dict[str, float], wanted: str) -> float:
    """The most specific range decides."""
    kind = wanted.partition("/")[0]
    return next((ranges[each] for each in (wanted, f"{kind}/*", "*/*") if each in ranges), 0)


def _ranges(headers: Headers) -> dict[str, float]:
    """Each range with its weight, 0 to 1; what is no range says nothing."""
    return dict(_parsed(",".join(headers.getlist("accept"))))


def _parsed(header: str) -> Iterator[tuple[str, float]]:
    for part in header.split(","):
        if found := _RANGE.fullmatch(part):
            weight = _WEIGHT.search(found[2])
            yield found[1].lower(), float(weight[1]) if weight else 1.0
