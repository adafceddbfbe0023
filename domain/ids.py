"""Ids whose order is the order of creation."""

from datetime import UTC, date, datetime, time, timedelta
from secrets import randbits
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = (1 << 48) - 1  # milliseconds that an id can hold, until the year 10889
_MILLISECOND, _MICROSECOND = timedelta(milliseconds=1), timedelta(microseconds=1)
_VERSION_7, _VARIANT = 0x7 << 76, 0b10 << 62
TURNS = 1 << 14  # ids of one instant that are in order


def new_id(at: datetime | None = None, turn: int | None = None) -> UUID:
    """A UUIDv7: sorts by the microsecond of `at`, and within it by `turn`, of at most TURNS.

    Without `at` it is of now by the clock of this machine, and for what is in no order. 62 bits are
    random, or with a turn 48.
    """
    millisecond, rest = divmod((at or datetime.now(UTC)) - _EPOCH, _MILLISECOND)
    fraction = rest // _MICROSECOND * 4096 // 1000  # 12 bits, a quarter of a microsecond each
    tail = randbits(62) if turn is None else (turn % TURNS) << 48 | randbits(48)
    return UUID(int=millisecond << 80 | _VERSION_7 | fraction << 64 | _VARIANT | tail)


def first_id(day: date, shift: int = 0) -> UUID:
    """What no id is below that was made on this day (UTC), or so many days later, or after it."""
    start = datetime.combine(day, time.min, UTC) - _EPOCH + timedelta(shift)
    return UUID(int=min(max(start // _MILLISECOND, 0), _LAST) << 80)
