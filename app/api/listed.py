"""A page of people as programs get it, with the ways on from there."""

from math import ceil
from urllib.parse import urlencode

from app.api.requests import Wanted
from app.api.schemas import Links, Meta, UserListAnswer
from queries.list_active_users import LAST_PAGE, UserPage


def listed(wanted: Wanted, found: UserPage) -> UserListAnswer:
    is_by_number = not (wanted.after or wanted.before)
    meta = Meta(
        total=found.total,
        total_is_exact=found.total_is_exact,
        page=(wanted.page or 1) if is_by_number else None,
        last_page=_last_page(wanted, found),
        page_size=wanted.page_size,
        newer=found.newer,
        older=found.older,
    )
    return UserListAnswer(data=found.rows, meta=meta, links=_links(wanted, meta))


def _last_page(wanted: Wanted, found: UserPage) -> int | None:
    return max(1, ceil(found.total / wanted.page_size)) if found.total_is_exact else None


def _links(wanted: Wanted, meta: Meta) -> Links:
    def link(**place: object) -> str:
        places = {"page", "after", "before"}
        kept = wanted.model_dump(mode="json", exclude=places, exclude_defaults=True)
        query = urlencode({**kept, **place})
        return f"/api/users?{query}" if query else "/api/users"

    by_number = meta.last_page if meta.last_page and meta.last_page <= LAST_PAGE else None
    last = link(page=by_number) if by_number else None
    is_behind = bool(meta.page and meta.last_page and meta.page > meta.last_page)
    previous = link(before=meta.newer) if meta.newer else last if is_behind else None
    following = link(after=meta.older) if meta.older else None
    return Links(first=link(), previous=previous, next=following, last=last)
