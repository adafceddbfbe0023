"""The figures and charts of the statistics page, against the scans that they replace."""

from collections.abc import Iterator
from functools import partial
from operator import eq
from typing import Any

from sqlalchemy import Connection, text

from bench.report import Figure
from bench.site import MILLION, Site
from bench.terms import MEMBER, STAFF
from bench.timing import p50, p95, rounds
from queries.activity_by_day import ActivityByDay
from queries.most_followed import MostFollowed
from queries.reading import fetch
from queries.sign_ups_over_time import SignUpsOverTime
from queries.user_statistics import UserStatistics

NAME = "statistics"
SCAN = """
select count(*), count(*) filter (where status = 'active'),
    count(*) filter (where status = 'inactive'), count(*) filter (where status = 'suspended'),
    (select count(*) from posts)
from users
"""
BY_DAY = """
select date_trunc('month', inserted_at at time zone 'UTC') as month, count(*)
from users group by 1 order by 1
"""
ANY, GAIN = 10, 100  # ms in p95, times faster than the scan: the goals


def measure(site: Site) -> Iterator[Figure]:
    with site.owner.connect() as connection:
        scan = rounds(partial(_scan, connection, SCAN), site.rounds, budget=1.0)
        asked = rounds(partial(fetch, UserStatistics(), MEMBER, site.reading), site.rounds)
        ratio = p50(asked) / p50(scan)
        yield Figure.timed(
            *(NAME, "totals of people and posts", asked),
            ratio=ratio,
            against="the aggregate scan",
            goal=f"at most 1/{GAIN}, p95 at most {ANY} ms",
            met=(ratio <= 1 / GAIN or site.people < MILLION) and p95(asked) <= ANY,
            may_grow=5,
        )
        yield _exact(site, connection)
        by_day = rounds(partial(_scan, connection, BY_DAY), site.rounds, budget=1.0)
    for span in ("30d", "12m", "all"):
        yield _quick(site, f"activity by day, {span}", ActivityByDay(span=span), by_day)
        yield _quick(site, f"sign-ups, {span}", SignUpsOverTime(span=span), by_day)
    yield _quick(site, "most followed", MostFollowed())


def _exact(site: Site, connection: Connection) -> Figure:
    told = fetch(UserStatistics(), STAFF, site.reading)
    truth = connection.execute(text(SCAN)).one()
    people = told.total_users, told.active_users, told.inactive_users, told.suspended_users
    figures = *people, told.total_posts
    what, unit = "figures that equal the scan's", f"of {len(truth)}"
    equal = float(sum(map(eq, truth, figures)))
    return Figure(
        part=NAME, what=what, median=equal, unit=unit, goal="all", met=equal == len(truth)
    )


def _quick(site: Site, what: str, query: Any, plain: list[float] | None = None) -> Figure:
    asked = rounds(partial(fetch, query, MEMBER, site.reading), site.rounds)
    ratio = p50(asked) / p50(plain) if plain else None
    goal, met = f"p95 at most {ANY} ms", p95(asked) <= ANY
    against = "a scan by month" if plain else ""
    return Figure.timed(NAME, what, asked, ratio=ratio, against=against, goal=goal, met=met)


def _scan(connection: Connection, query: str) -> None:
    connection.execute(text(query)).all()
