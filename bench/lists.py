"""Pages of the lists: first, deep, last and backward, for every order and filter that pages offer.

Each is compared with a plain query with OFFSET, row by row, and its time with that of the query.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy import Connection, text

from bench.listed import Listed, lists
from bench.report import Figure
from bench.site import MILLION, Site
from bench.timing import once, p50, p95, rounds
from queries.reading import fetch

NAME = "lists"
FIRST, ANY, TIMES = 10, 50, 5  # ms in the median, ms in p95, times the first page: the goals


@dataclass(frozen=True, slots=True)
class Timed:
    what: str
    product: list[float]  # ms
    plain: float
    is_right: bool


def measure(site: Site) -> Iterator[Figure]:
    right = number = 0
    with site.owner.connect() as connection:
        connection.execute(text("set jit = off"))
        for what, firsts in lists(connection):
            first = [_timed(site, connection, listed) for listed in firsts]
            deep = [
                _timed(site, connection, other)
                for listed in firsts
                if listed.goes_on
                for other in listed.others(connection)
            ]
            yield (figure := _figure(site, what, first))
            if deep:
                name = f"{what}: deep, last, backward"
                yield _figure(site, name, deep, first=figure.median)
            right += sum(each.is_right for each in first + deep)
            number += len(first + deep)
    yield Figure.right(NAME, "pages with exactly the plain query's rows", right, number)


def _timed(site: Site, connection: Connection, listed: Listed) -> Timed:
    expected: list[UUID] = []
    plain = once(lambda: expected.extend(listed.ids(connection)))
    ask = partial(fetch, listed.query, listed.actor, site.reading)
    is_right = [row.id for row in ask().rows] == expected
    return Timed(listed.what.strip(), rounds(ask, site.rounds, budget=1.0), plain, is_right)


def _figure(site: Site, what: str, timed: list[Timed], *, first: float | None = None) -> Figure:
    """The slowest of them; `first` is the median of the first page."""
    slowest = max(timed, key=lambda each: p50(each.product))
    middle, high = p50(slowest.product), p95(slowest.product)
    wrong = [each.what for each in timed if not each.is_right]
    if first is None:
        goal, met = f"at most {FIRST} ms", middle <= FIRST
    elif site.people < MILLION:
        goal, met = f"p95 at most {ANY} ms", high <= ANY
    else:
        goal = f"p95 at most {ANY} ms, {TIMES} times the first page"
        met = high <= ANY and middle <= TIMES * first
    return Figure.timed(
        *(NAME, what, slowest.product),
        ratio=middle / slowest.plain,
        against="plain OFFSET",
        goal=goal,
        met=met and not wrong,
        note=f"WRONG: {wrong}" if wrong else slowest.what,
        may_grow=TIMES if first is None else None,
    )
