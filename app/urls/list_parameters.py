"""What the address of a list of people asks for; what it cannot mean is left out, and said."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from domain.time_zones import Day, is_time_zone

Kind = TypeVar("Kind", bound=StrEnum)
Address = Mapping[str, str]
Columns = Sequence[Mapping[str, str]]  # by what a list can be in order: name, label, first

DAYS: Final = ("since", "until", "zone")  # of joining
ORDER: Final = ("sort", "order")
BEST: Final = "best"  # the order of a search: its best matches first
EXACT: Final = "exact"  # whether everybody who matches is counted
DEFAULT_ZONE: Final = "UTC"  # whose days are meant where the address has no time zone
_SAID: Final = 40  # characters of what was not understood
DIRECTIONS: Final = ("asc", "desc")
_DAY: Final = TypeAdapter(Day)


def one_of(kind: type[Kind], text: str | None) -> Kind | None:
    return kind(text) if text in set(kind) else None


def day_of(address: Address, name: str) -> date | None:
    try:
        return _DAY.validate_python(address.get(name, ""))
    except ValidationError:
        return None


def zone_of(address: Address) -> str:
    """The time zone whose days are meant; "" where it is not said, or is none."""
    zone = address.get("zone", "")
    return zone if is_time_zone(zone) else ""


def joined(address: Address) -> dict[str, Any]:
    """The days of joining that are asked for, by the names that the queries give them."""
    since, until = (day_of(address, name) for name in ("since", "until"))
    if not since and not until:
        return {}
    zone = zone_of(address) or DEFAULT_ZONE
    return {"joined_since": since, "joined_until": until, "time_zone": zone}


def order_of(address: Address, columns: Columns, usual: str) -> tuple[str | None, bool]:
    """The column, and whether the greatest comes first; no column for the order of a search."""
    first = {column["name"]: column["first"] for column in columns}
    asked, order = address.get("sort", ""), address.get("order", "")
    sort = asked if asked in first else usual
    descending = (order if order in DIRECTIONS else first[sort]) == "desc"
    is_best_first = asked not in first and descending and bool(address.get("q", "").strip())
    return None if is_best_first else sort, descending


def understood_days(address: Address) -> dict[str, str]:
    """The days of joining as they were understood; "" for what is no filter."""
    days = {name: str(day_of(address, name) or "") for name in ("since", "until")}
    return {**days, "zone": zone_of(address) if any(days.values()) else ""}


def kept(address: Address, filters: Sequence[str]) -> dict[str, str]:
    """What all pages of a list with these filters have in their address."""
    return {name: address[name] for name in (*filters, *ORDER, EXACT) if name in address}


def ignored(address: Address, understood: Address) -> str:
    """A sentence about what was asked for and is not known; "" where all was understood."""
    wrong = [
        f"{name}={address[name][:_SAID]}"
        for name, value in understood.items()
        if name != "q" and address.get(name) and address[name] != value
        if name != "zone" or not zone_of(address)  # one without days means nothing
    ]
    if not wrong:
        return ""
    return f"Ignored, because this list has no such filter or order: {', '.join(wrong)}."
