"""What the address of the list asks for."""

from typing import Final, cast

from app.urls import list_parameters
from app.urls.list_parameters import BEST, DAYS, EXACT, Address
from app.urls.safe_redirect import cursor
from queries.list_active_users import ListActiveUsers, OpenSort

USUAL: Final[OpenSort] = "joined"
# By what the list can be in order, and the direction that people want first.
COLUMNS: Final[list[dict[str, str]]] = [
    {"name": "joined", "label": "Newest", "first": "desc"},
    {"name": "name", "label": "Name", "first": "asc"},
    {"name": "posts", "label": "Posts", "first": "desc"},
    {"name": "followers", "label": "Followers", "first": "desc"},
]
NAMES: Final = ["q", *DAYS]  # of the filters


def question(address: Address) -> ListActiveUsers:
    """What it asks for; what it cannot mean is left out."""
    sort, descending = list_parameters.order_of(address, COLUMNS, USUAL)
    return ListActiveUsers(
        search=address.get("q", ""),
        **list_parameters.joined(address),
        sort=cast("OpenSort | None", sort),
        descending=descending,
        after=cursor(address.get("after", "")),
        before=cursor(address.get("before", "")),
        exact=address.get(EXACT, "") == "1",
    )


def understood(address: Address) -> dict[str, str]:
    """The address as it was understood, by its own names; "" for what is no filter."""
    sort, descending = list_parameters.order_of(address, COLUMNS, USUAL)
    return {
        "q": address.get("q", "").strip(),
        **list_parameters.understood_days(address),
        "sort": sort or BEST,
        "order": "desc" if descending else "asc",
    }
