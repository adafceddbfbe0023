"""Ids whose order is the order of creation."""

import re
from datetime import UTC, datetime, timedelta
from secrets import randbits
from uuid import UUID

_DIGITS = re.compile("[0-9a-fA-F]{32}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = (1 << 48) - 1  # milliseconds that an id can hold, until the year 10889
_MILLISECOND, _MICROSECOND = timedelta(milliseconds=1), timedelta(microseconds=1)
_VERSION_7, _VARIANT = 0x7 << 76, 0b10 << 62
TURNS = 1 << 14  # ids of one instant that are in order


def id_in(text: str) -> UUID | None:
    """The id that the text is, with dashes or without, in small letters or capitals."""
    digits = text.replace("-", "")
    return UUID(digits) if _DIGITS.fullmatch(digits) else None


def new_id(at: datetime | None = None, turn: int | None = None) -> UUID:
    """A UUIDv7: sorts by the microsecond of `at`, and within it by `turn`, of at most TURNS.

    Without `at` it is of now by the clock of this machine, and for what is in no order. 62 bits are
    random, or with a turn 48.
    """
    millisecond, rest = divmod((at or datetime.now(UTC)) - _EPOCH, _MILLISECOND)
    fraction = rest // _MICROSECOND * 4096 // 1000  # 12 bits, a quarter of a microsecond each
    tail = randbits(62) if turn is None else (turn % TURNS) << 48 | randbits(48)
    return UUID(int=millisecond << 80 | _VERSION_7 | fraction << 64 | _VARIANT | tail)


def first_id(moment: datetime) -> UUID:
    """The least id that can have been made at this moment or after it."""
    return UUID(int=min(max((moment - _EPOCH) // _MILLISECOND, 0), _LAST) << 80)
