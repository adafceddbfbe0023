"""What the address of a person's page asks for: posts, followers or following, and a page of it."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from app.urls.safe_redirect import cursor
from queries.list_follows import ListFollows
from queries.list_posts import ListPosts

Side = Literal["followers", "following"]


def side_of(address: Mapping[str, str]) -> Side | None:
    """Return None for the posts, which every unknown list means as well."""
    match address.get("show"):
        case "followers" | "following" as side:
            return side
        case _:
            return None


def question(user_id: UUID, address: Mapping[str, str]) -> ListPosts | ListFollows:
    """Return the query for the rows."""
    after, before = cursor(address.get("after", "")), cursor(address.get("before", ""))
    if side := side_of(address):
        return ListFollows(user_id=user_id, side=side, after=after, before=before)
    return ListPosts(user_id=user_id, after=after, before=before)
