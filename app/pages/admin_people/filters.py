"""What the address of the list asks for; what it cannot mean is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Literal, Self, TypeVar, cast

from domain.access import Role
from domain.values import Status

Sort = Literal["joined", "name", "activity", "followers"]
Kind = TypeVar("Kind", bound=StrEnum)

USUAL: Final[Sort] = "joined"
# By what the list can be in order, and the direction that people want first.
COLUMNS: Final[list[dict[str, str]]] = [
    {"name": "name", "label": "Name", "first": "asc"},
    {"name": "joined", "label": "Joined", "first": "desc"},
    {"name": "activity", "label": "Last active", "first": "desc"},
    {"name": "followers", "label": "Followers", "first": "desc"},
]
NAMES: Final = ["q", "status", "role", "since", "until", "inactive"]  # of the filters
ORDER: Final = ["sort", "order"]
EXACT: Final = "exact"  # whether everybody who matches is counted


@dataclass(frozen=True, slots=True)
class Filters:
    """Who is in the list, by the names that the queries give them."""

    search: str = ""
    status: Status | None = None
    role: Role | None = None
    joined_since: date | None = None
    joined_until: date | None = None
    inactive: bool = False

    @classmethod
    def of(cls, address: Mapping[str, str]) -> Self:
        return cls(
            search=address.get("q", "").strip(),
            status=_one_of(Status, address.get("status")),
            role=_one_of(Role, address.get("role")),
            joined_since=_day(address.get("since", "")),
            joined_until=_day(address.get("until", "")),
            inactive=address.get("inactive") == "1",
        )

    @property
    def ends_first(self) -> bool:
        """Whether nobody can match, because the last day is before the first."""
        since, until = self.joined_since, self.joined_until
        return since is not None and until is not None and since > until


def order_of(address: Mapping[str, str]) -> tuple[Sort, bool]:
    """The column, and whether the greatest comes first."""
    first = {column["name"]: column["first"] for column in COLUMNS}
    asked = address.get("sort", USUAL)
    sort = asked if asked in first else USUAL
    order = address.get("order", "")
    return cast("Sort", sort), (order if order in {"asc", "desc"} else first[sort]) == "desc"


def understood(address: Mapping[str, str]) -> dict[str, str]:
    """The address as it was understood, by its own names; "" for what is no filter."""
    filters, (sort, descending) = Filters.of(address), order_of(address)
    return {
        "q": filters.search,
        "status": filters.status or "",
        "role": filters.role or "",
        "since": str(filters.joined_since or ""),
        "until": str(filters.joined_until or ""),
        "inactive": "1" if filters.inactive else "",
        "sort": sort,
        "order": "desc" if descending else "asc",
    }


def kept(address: Mapping[str, str]) -> dict[str, Any]:
    """What all pages of the list have in their address."""
    return {name: address[name] for name in (*NAMES, *ORDER, EXACT) if name in address}


def _one_of(kind: type[Kind], text: str | None) -> Kind | None:
    return kind(text) if text in set(kind) else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
