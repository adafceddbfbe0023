"""Ids whose order is the order of creation."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import uuid_utils

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = (1 << 48) - 1  # milliseconds that an id can hold, until the year 10889


def new_id(at: datetime | None = None) -> UUID:
    """A UUIDv7: sorts by the millisecond, which is that of `at` or now; 74 bits are random."""
    moment = round(at.timestamp() * 1_000_000) * 1_000 if at else None
    return UUID(bytes=uuid_utils.uuid7(nanoseconds=moment).bytes)


def first_id(day: date, shift: int = 0) -> UUID:
    """What no id is below that was made on this day (UTC), or so many days later, or after it."""
    start = datetime.combine(day, time.min, UTC) - _EPOCH + timedelta(shift)
    return UUID(int=min(max(start // timedelta(milliseconds=1), 0), _LAST) << 80)
