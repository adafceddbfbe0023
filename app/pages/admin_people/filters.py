"""What the address of the list asks for; what it cannot mean is left out."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Self, cast

from app.urls import list_parameters
from app.urls.list_parameters import BEST, DAYS, DEFAULT_ZONE, Address, one_of
from domain.access import Role
from domain.values import Status
from queries.filtering import Sort

USUAL: Final[Sort] = "joined"
# By what the list can be in order, and the direction that people want first.
COLUMNS: Final[list[dict[str, str]]] = [
    {"name": "name", "label": "Name", "first": "asc"},
    {"name": "email", "label": "E-mail", "first": "asc"},
    {"name": "status", "label": "Status", "first": "asc"},
    {"name": "role", "label": "Role", "first": "desc"},
    {"name": "joined", "label": "Joined", "first": "desc"},
    {"name": "activity", "label": "Last active", "first": "desc"},
    {"name": "posts", "label": "Posts", "first": "desc"},
    {"name": "followers", "label": "Followers", "first": "desc"},
]
NAMES: Final = ["q", "status", "role", *DAYS, "inactive"]  # of the filters


@dataclass(frozen=True, slots=True)
class Filters:
    """Who is in the list, by the names that the queries give them."""

    search: str = ""
    status: Status | None = None
    role: Role | None = None
    joined_since: date | None = None
    joined_until: date | None = None
    time_zone: str = DEFAULT_ZONE
    inactive: bool = False

    @classmethod
    def of(cls, address: Address) -> Self:
        return cls(
            search=address.get("q", "").strip(),
            status=one_of(Status, address.get("status")),
            role=one_of(Role, address.get("role")),
            inactive=address.get("inactive") == "1",
            **list_parameters.joined(address),
        )

    @property
    def ends_first(self) -> bool:
        """Whether nobody can match, because the last day is before the first."""
        since, until = self.joined_since, self.joined_until
        return since is not None and until is not None and since > until


def order_of(address: Address) -> tuple[Sort | None, bool]:
    """The column, and whether the greatest comes first; no column for the order of a search."""
    sort, descending = list_parameters.order_of(address, COLUMNS, USUAL)
    return cast("Sort | None", sort), descending


def understood(address: Address) -> dict[str, str]:
    """The address as it was understood, by its own names; "" for what is no filter."""
    filters, (sort, descending) = Filters.of(address), order_of(address)
    return {
        "q": filters.search,
        "status": filters.status or "",
        "role": filters.role or "",
        **list_parameters.understood_days(address),
        "inactive": "1" if filters.inactive else "",
        "sort": sort or BEST,
        "order": "desc" if descending else "asc",
    }
