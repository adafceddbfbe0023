"""Searches of every kind: their rows against the oracle's, their time against a plain ILIKE.

The plain query is that of the original design, without its count: the summaries have an index on
status and id, which is the order of creation, so it may walk the list or scan the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy import text

from bench.oracle import Oracle
from bench.report import Figure
from bench.site import MILLION, Site
from bench.terms import Asked, kinds
from bench.timing import p50, p95, rounds
from domain.access import Actor
from queries.list_active_users import ListActiveUsers, UserPage
from queries.reading import fetch

NAME = "search"
PLAIN = """
select id, name, bio, email, post_count, follower_count, created_at from user_summaries
where status = 'active' and (name ilike :pattern or email ilike :pattern)
order by id desc limit 20
"""
PLAIN_SECONDS = 0.5  # of each term
PAGES = 3  # compared with the oracle, forward and back
ORDINARY, OLD = 10, 100  # ms: the goals
RARE = ("rare", "no match", "whole e-mail")
ADVERSARY = "frequent among the oldest only"


@dataclass(frozen=True, slots=True)
class Timed:
    term: str
    product: list[float]  # ms
    plain: list[float]
    is_right: bool

    @property
    def ratio(self) -> float:
        return p50(self.product) / p50(self.plain)


def measure(site: Site) -> Iterator[Figure]:
    with site.owner.connect() as connection:
        oracle = Oracle(connection)
    ordinary: list[Timed] = []
    right, number = 0, 0
    for asked in kinds(oracle):
        timed = [_timed(site, oracle, asked.actor, term) for term in asked.terms]
        right, number = right + sum(t.is_right for t in timed), number + len(timed)
        if asked.kind != ADVERSARY:
            ordinary += timed
        if timed:
            yield _figure(site, asked, timed)
    slowest = max(ordinary, key=lambda t: p50(t.product))
    yield Figure.timed(
        *(NAME, "the slowest ordinary term", slowest.product),
        goal=f"at most {ORDINARY} ms",
        met=p50(slowest.product) <= ORDINARY,
        may_grow=5,
    )
    yield Figure.right(NAME, "terms answered exactly as by the oracle", right, number)


def _figure(site: Site, asked: Asked, timed: list[Timed]) -> Figure:
    """The slowest term of a kind; and the ratio of the one that gains least, or loses most."""
    slowest = max(timed, key=lambda t: p50(t.product))
    ratio, middle = max(t.ratio for t in timed), p50(slowest.product)
    at_most, divided = (OLD, 5) if asked.kind == ADVERSARY else (ORDINARY, 50)
    goal, met = f"at most {at_most} ms", middle <= at_most
    if asked.kind in {*RARE, ADVERSARY} and site.people >= MILLION:
        goal, met = f"{goal}, 1/{divided} of ILIKE", met and ratio <= 1 / divided
    wrong = [t.term for t in timed if not t.is_right]
    return Figure(
        part=NAME,
        what=asked.kind,
        median=middle,
        p95=p95(slowest.product),
        ratio=ratio,
        against="plain ILIKE",
        goal=goal,
        met=met and not wrong,
        note=f"WRONG: {wrong}" if wrong else f"{len(timed)} terms; slowest: {slowest.term!r}",
    )


def _timed(site: Site, oracle: Oracle, actor: Actor, term: str) -> Timed:
    ask = partial(fetch, ListActiveUsers(search=term), actor, site.reading)
    with site.owner.connect() as connection:  # as the server is set: with all its cores
        truth = oracle.find(connection, term, actor)
        plain = partial(connection.execute, text(PLAIN), {"pattern": f"%{term}%"})
        return Timed(
            term,
            rounds(ask, site.rounds),
            rounds(lambda: plain().all(), site.rounds, budget=PLAIN_SECONDS),
            is_right=_is_right(site, actor, term, truth),
        )


def _is_right(site: Site, actor: Actor, term: str, truth: list[UUID]) -> bool:
    """The total and the first pages forward, then backward, are the oracle's."""
    ask = partial(_page, site, actor, term)
    page = ask()
    if page.total != len(truth) if page.total_is_exact else page.total > len(truth):
        return False
    seen: list[tuple[UUID, ...]] = [_ids(page)]
    while page.older and len(seen) < PAGES:
        page = ask(after=page.older)
        seen.append(_ids(page))
    forward = [each for ids in seen for each in ids]
    if forward != truth[: len(forward)] or (not page.older and len(forward) != len(truth)):
        return False
    for ids in reversed(seen[:-1]):
        page = ask(before=page.newer)
        if _ids(page) != ids:
            return False
    return True


def _page(
    site: Site, actor: Actor, term: str, after: UUID | None = None, before: UUID | None = None
) -> UserPage:
    return fetch(ListActiveUsers(search=term, after=after, before=before), actor, site.reading)


def _ids(page: UserPage) -> tuple[UUID, ...]:
    return tuple(row.id for row in page.rows)
