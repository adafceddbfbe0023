"""Days, time zones by their IANA names, and the instants at which a day begins in one."""

import re
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator

_DAY: Final = timedelta(1)
_DAY_WRITTEN: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Nearer to the ends of the calendar a day, or what is compared with it, has no datetime.
_FIRST, _LAST = date.min + 3 * _DAY, date.max - 3 * _DAY


@cache
def _names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def is_time_zone(name: str) -> bool:
    """Whether it is a name of the IANA database; it is looked up in no other place."""
    return name in _names()


def _written_day(value: object) -> object:
    """Only as ISO 8601 writes it with dashes: a number would be seconds since 1970."""
    if type(value) is date or (isinstance(value, str) and _DAY_WRITTEN.fullmatch(value)):
        return value
    raise ValueError("Enter a day such as 2026-11-30.")


def _known(name: str) -> str:
    if not is_time_zone(name):
        raise ValueError("Enter a time zone such as Europe/Berlin.")
    return name


def day_begins(day: date, time_zone: str) -> datetime:
    """The first instant of a day in a time zone, in UTC."""
    within = min(max(day, _FIRST), _LAST)
    return datetime.combine(within, time.min, ZoneInfo(time_zone)).astimezone(UTC)


def day_ends(day: date, time_zone: str) -> datetime:
    """The first instant after a day in a time zone, in UTC."""
    return day_begins(min(day, _LAST) + _DAY, time_zone)


Day = Annotated[date, BeforeValidator(_written_day)]
TimeZone = Annotated[str, AfterValidator(_known)]
