"""How many there are: what pages say at once, what an exact count costs, and what is true."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, text

from bench.report import Figure
from bench.site import Site
from bench.terms import STAFF
from bench.timing import p50, rounds
from domain.access import Role
from domain.values import Status
from queries.find_users import FindUsers
from queries.list_active_users import ListActiveUsers
from queries.reading import fetch

NAME = "totals"
BOUND, AT_ONCE = 1_000, 10  # rows that are counted for a page; ms in the median: the goal
_LIST: Final = "user_summaries join user_search as found using (id)"
_HELD: Final = "(strpos(found.name, '{0}') > 0 or strpos(found.email, '{0}') > 0)"
_RESTED: Final = "coalesce(last_activity_at, '-infinity') < now() - interval '90 days'"


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the condition of the truth, and whether the total is always exact at once."""

    query: Any
    where: str
    always: bool = False


def _staff(**fields: Any) -> FindUsers:
    return FindUsers(page_size=1, **fields)


CASES: Final = {
    "directory": Case(ListActiveUsers(page_size=1), "status = 'active'", always=True),
    "everybody": Case(_staff(), "true", always=True),
    "suspended": Case(_staff(status=Status.SUSPENDED), "status = 'suspended'", always=True),
    "members": Case(_staff(role=Role.MEMBER), "role = 'member'", always=True),
    "suspended moderators": Case(
        _staff(role=Role.MODERATOR, status=Status.SUSPENDED),
        "role = 'moderator' and status = 'suspended'",
    ),
    "active members": Case(
        _staff(role=Role.MEMBER, status=Status.ACTIVE), "role = 'member' and status = 'active'"
    ),
    "not seen for 90 days": Case(_staff(inactive=True), _RESTED),
    "found by a": Case(_staff(search="a"), _HELD.format("a")),
    "found by smith": Case(
        ListActiveUsers(page_size=1, search="smith"),
        f"status = 'active' and {_HELD.format('smith')}",
    ),
    "found by qzx": Case(_staff(search="qzx"), _HELD.format("qzx")),
}


def measure(site: Site) -> Iterator[Figure]:
    """Each total at once; and exactly, where that is not the same."""
    right: list[bool] = []
    with site.owner.connect() as connection:
        for what, case in CASES.items():
            page = fetch(case.query, STAFF, site.reading)
            right.append(_is_right(site, case, page, truth := _truth(connection, case)))
            told = f"{page.total:,}{'' if page.total_is_exact else '+'}; there are {truth:,}"
            yield _at_once(site, what, case, told if right[-1] else f"WRONG: {told}")
            if not page.total_is_exact:
                yield _exactly(site, connection, what, case)
    yield Figure.right(NAME, "totals that are true", sum(right), len(right))


def _is_right(site: Site, case: Case, page: Any, truth: int) -> bool:
    """What is called exact is; what is not need not be; and an exact count is to be had."""
    whole = fetch(replace(case.query, exact=True), STAFF, site.reading)
    if page.total_is_exact:
        return page.total == whole.total == truth
    return not case.always and page.total == BOUND < truth == whole.total


def _at_once(site: Site, what: str, case: Case, note: str) -> Figure:
    asked = rounds(partial(fetch, case.query, STAFF, site.reading), site.rounds)
    goal, met = f"at most {AT_ONCE} ms", p50(asked) <= AT_ONCE
    name = f"{what}: at once"
    return Figure.timed(NAME, name, asked, goal=goal, met=met, note=note, may_grow=5)


def _exactly(site: Site, connection: Connection, what: str, case: Case) -> Figure:
    query = replace(case.query, exact=True)
    counted = rounds(partial(fetch, query, STAFF, site.reading), site.rounds, budget=1.0)
    plain = rounds(partial(_truth, connection, case), site.rounds, budget=1.0)
    ratio, against = p50(counted) / p50(plain), "a plain count(*)"
    return Figure.timed(NAME, f"{what}: exactly", counted, ratio=ratio, against=against)


def _truth(connection: Connection, case: Case) -> int:
    counted = text(f"select count(*) from {_LIST} where {case.where}")  # noqa: S608 - ours
    return connection.execute(counted).scalar_one()
