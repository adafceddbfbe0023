"""What the address of the list asks for."""

from typing import Final, cast

from app import url_params
from app.address import cursor
from app.url_params import BEST, DAYS, EXACT, Address
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
    sort, descending = url_params.order_of(address, COLUMNS, USUAL)
    return ListActiveUsers(
        search=address.get("q", ""),
        **url_params.joined(address),
        sort=cast("OpenSort | None", sort),
        descending=descending,
        after=cursor(address.get("after", "")),
        before=cursor(address.get("before", "")),
        exact=address.get(EXACT, "") == "1",
    )


def understood(address: Address) -> dict[str, str]:
    """The address as it was understood, by its own names; "" for what is no filter."""
    sort, descending = url_params.order_of(address, COLUMNS, USUAL)
    return {
        "q": address.get("q", "").strip(),
        **url_params.understood_days(address),
        "sort": sort or BEST,
        "order": "desc" if descending else "asc",
    }
