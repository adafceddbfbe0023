"""The lists that pages offer: as the product is asked for them, and as a plain query."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, text

from bench.terms import MEMBER, STAFF
from domain.access import Actor, Role
from domain.values import Status
from queries.find_users import FindUsers
from queries.list_active_users import LAST_PAGE, ListActiveUsers

DEEP: Final = 2_000  # the page that is compared with the first one
_ORDERS: Final[dict[Any, str]] = {
    "joined": "id",
    "name": "folded",
    "activity": "coalesce(last_activity_at, '-infinity')",
    "followers": "follower_count",
}
# The folded name has an index only there; who asks for nothing of it never reads it.
_FROM = """
from user_summaries
left join (select id, name as folded, email as folded_email from user_search) as found using (id)
"""
_FOUND = "strpos(folded, '{0}') + strpos(folded_email, '{0}') > 0"
_LONG_AGO = "select min(created_at)::date + 60 from user_summaries"


@dataclass(frozen=True, slots=True)
class Listed:
    """One page: the question for it; condition, order and offset of the plain query."""

    what: str
    query: FindUsers | ListActiveUsers
    actor: Actor
    where: str
    order: str
    offset: int = 0
    goes_on: bool = True  # to the pages behind it

    def ids(self, connection: Connection) -> list[UUID]:
        """Its people by OFFSET: that depends on nothing that the product made for lists."""
        sql = f"select id {_FROM} where {self.where} order by {self.order}"
        page = {"limit": self.query.page_size, "offset": self.offset}
        return list(connection.scalars(text(f"{sql} limit :limit offset :offset"), page))

    def others(self, connection: Connection) -> Iterator["Listed"]:
        """The page far down, the last one, and the one before that, by going back."""
        size = self.query.page_size
        total = text(f"select count(*) {_FROM} where {self.where}")
        pages = -(-(connection.scalar(total) or 0) // size)
        for page in sorted({min(DEEP, pages // 2), pages} - {0, 1}):
            there = replace(self, offset=(page - 1) * size, what=f"{self.what} page {page:,}")
            cursor = replace(there, offset=there.offset - 1).ids(connection)[0]
            yield replace(there, query=replace(self.query, after=cursor))
        if pages > 2:  # noqa: PLR2004 - the page before the last is not the first
            cursor = replace(self, offset=(pages - 1) * size).ids(connection)[0]
            back, what = replace(self.query, before=cursor), f"{self.what} back from the last"
            yield replace(self, query=back, offset=(pages - 2) * size, what=what)


def lists(connection: Connection) -> Iterator[tuple[str, list[Listed]]]:
    """First pages by name of the list: one for each order."""
    first = Listed("", ListActiveUsers(), MEMBER, "status = 'active'", "id desc")
    yield "directory", [first]
    numbered = [
        Listed(
            what=f"page {page}",
            query=ListActiveUsers(page=page),
            actor=MEMBER,
            where=first.where,
            order=first.order,
            offset=(page - 1) * first.query.page_size,
            goes_on=False,
        )
        for page in (3, LAST_PAGE)
    ]
    yield f"directory, page 3 and {LAST_PAGE} by number", numbered
    for what, fields, where in _filters(connection):
        yield (
            f"staff, {what}",
            [
                Listed(
                    what=f"by {sort}{'' if down else ', upwards'}",
                    query=FindUsers(sort=sort, descending=down, **fields),
                    actor=STAFF,
                    where=where,
                    order=f"{_ORDERS[sort]} {way}, id {way}",
                    goes_on=down or not fields,  # upwards is as downwards, and the oracle is slow
                )
                for sort, (way, down) in product(_ORDERS, (("desc", True), ("asc", False)))
            ],
        )


def _filters(connection: Connection) -> Iterator[tuple[str, dict[str, Any], str]]:
    """What is filtered, as the query's fields and as a condition."""
    start: date = connection.execute(text(_LONG_AGO)).scalar_one()
    week = {"joined_since": start, "joined_until": start + timedelta(days=6)}
    then = f"created_at >= '{start}' and created_at < date '{start}' + 7"
    rested = "coalesce(last_activity_at, '-infinity') < now() - interval '90 days'"
    suspended, admin, old = "status = 'suspended'", "role = 'admin'", "legacy.example.io"
    both = {"role": Role.MODERATOR, "status": Status.INACTIVE}
    yield "everybody", {}, "true"
    yield "suspended", {"status": Status.SUSPENDED}, suspended
    yield "administrators", {"role": Role.ADMIN}, admin
    yield "inactive moderators", both, "role = 'moderator' and status = 'inactive'"
    yield "not seen for 90 days", {"inactive": True}, rested
    yield "joined in a week long ago", week, then
    fields, where = {**week, "status": Status.SUSPENDED}, f"{then} and {suspended}"
    yield "that week, suspended", fields, where
    fields, where = {"search": "smith", "status": Status.SUSPENDED}, _FOUND.format("smith")
    yield "smith, suspended", fields, f"{where} and {suspended}"
    yield "qzx, not seen", {"search": "qzx", "inactive": True}, _FOUND.format("qzx")
    yield "old domain", {"search": old}, _FOUND.format(old)
    fields, where = {"search": old, "role": Role.ADMIN}, _FOUND.format(old)
    yield "old domain, administrators", fields, f"{where} and {admin}"
