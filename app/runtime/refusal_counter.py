"""What was refused lately: counted in memory, until `app.runtime.refusal_writer` writes it down."""

from collections import Counter
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from commands.note_refusals import Refused

MOST_KINDS: Final = 200  # in one writing: a flood of many kinds is counted under one
OTHERS: Final = "others"

_Kind = tuple[datetime, str, str, UUID | None]
_counts: Counter[_Kind] = Counter()


def refused(subject: str, reason: str, user_id: UUID | None = None, count: int = 1) -> None:
    """Count a refusal. `subject` and `reason` are words of ours, never what somebody sent."""
    second = datetime.now(UTC).replace(microsecond=0)
    _count((second, subject, reason, user_id), count)


def taken() -> tuple[Refused, ...]:
    """What was counted since the last time; from now on it is counted anew."""
    rows = tuple(Refused(*kind, count) for kind, count in _counts.items())
    _counts.clear()
    return rows


def put_back(rows: tuple[Refused, ...]) -> None:
    """Count again what could not be written."""
    for row in rows:
        _count((row.refused_at, row.subject, row.reason, row.user_id), row.count)


def _count(kind: _Kind, count: int) -> None:
    if kind not in _counts and len(_counts) >= MOST_KINDS:
        kind = (min(at for at, *_ in _counts), OTHERS, OTHERS, None)
    _counts[kind] += count
