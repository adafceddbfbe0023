"""A page of people as programs get it: what stands beyond a cursor, and the ways on from there."""

from math import ceil
from urllib.parse import urlencode

from app.api.answers import Links, Meta, UserListAnswer
from app.api.bodies import Wanted
from queries.list_active_users import LAST_PAGE, UserPage, UserRow


def listed(wanted: Wanted, found: UserPage) -> UserListAnswer:
    """The answer. Pages show a full first page where a cursor is near it; programs want each once.

    So of the rows only those count that stand on the side of the cursor that was asked for.
    """
    rows = tuple(row for row in found.rows if _is_beyond(wanted, row))
    is_whole = len(rows) == len(found.rows)
    newer = found.newer if rows else None
    older = found.older if is_whole else (rows[-1].id if rows else None)
    is_by_number = not (wanted.after or wanted.before)
    meta = Meta(
        total=found.total,
        total_is_exact=found.total_is_exact,
        page=(wanted.page or 1) if is_by_number else None,
        last_page=_last_page(wanted, found),
        page_size=wanted.page_size,
        newer=newer,
        older=older,
    )
    return UserListAnswer(data=rows, meta=meta, links=_links(wanted, meta))


def _is_beyond(wanted: Wanted, row: UserRow) -> bool:
    """The newest come first, and ids are in order of joining."""
    if wanted.after:
        return row.id < wanted.after
    return row.id > wanted.before if wanted.before else True


def _last_page(wanted: Wanted, found: UserPage) -> int | None:
    return max(1, ceil(found.total / wanted.page_size)) if found.total_is_exact else None


def _links(wanted: Wanted, meta: Meta) -> Links:
    def link(**place: object) -> str:
        kept = wanted.model_dump(include={"search", "page_size", "exact"}, exclude_defaults=True)
        query = urlencode({**kept, **place})
        return f"/api/users?{query}" if query else "/api/users"

    by_number = meta.last_page if meta.last_page and meta.last_page <= LAST_PAGE else None
    last = link(page=by_number) if by_number else None
    is_behind = bool(meta.page and meta.last_page and meta.page > meta.last_page)
    previous = link(before=meta.newer) if meta.newer else last if is_behind else None
    following = link(after=meta.older) if meta.older else None
    return Links(first=link(), previous=previous, next=following, last=last)
