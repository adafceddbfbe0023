"""Sign-ups over time: how many people joined in each day or month (UTC)."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal

from sqlalchemy import Connection, text

from domain.access import Actor, Permission
from domain.parsing import parsed

# Start and step of the chart. "All" begins with the month in which the first person joined.
_SPANS = {
    "30d": ("current_day - interval '29 days'", "day"),
    "12m": ("date_trunc('month', current_day) - interval '11 months'", "month"),
    "all": (
        """date_trunc('month', coalesce(
            (select min(created_at) from user_summaries) at time zone 'UTC', current_day
        ))""",
        "month",
    ),
}
_QUERY = """
with today as (select date_trunc('day', now() at time zone 'UTC') as current_day),
range as (select {start} as first from today),
joined as (
    select date_trunc('{step}', created_at at time zone 'UTC') as step, count(*) as people
    from user_summaries, range
    where created_at >= first at time zone 'UTC'
    group by 1
)
select step::date, coalesce(people, 0)
from today, range, generate_series(first, current_day, interval '1 {step}') as step
left join joined using (step)
order by step
"""
_BEFORE = """
with today as (select date_trunc('day', now() at time zone 'UTC') as current_day),
range as (select {start} as first from today)
select count(*) from user_summaries, range, today
where created_at < first at time zone 'UTC'
and created_at >= (first - (current_day + interval '1 day' - first)) at time zone 'UTC'
"""


@dataclass(frozen=True, slots=True)
class SignUps:
    start: date  # the day, or the first day of the month
    count: int


@dataclass(frozen=True, slots=True)
class SignUpSeries:
    points: tuple[SignUps, ...]  # gaps filled with 0
    joined: int  # in the whole span
    joined_before: int | None  # in the span of equal length before it; None for "all"


@parsed
class SignUpsOverTime:
    permission: ClassVar = Permission.READ_DIRECTORY

    span: Literal["30d", "12m", "all"] = "30d"

    def fetch(self, connection: Connection, actor: Actor) -> SignUpSeries:
        """Everybody who signed up counts, whatever the status today. Days are UTC days."""
        start, step = _SPANS[self.span]
        rows = connection.execute(text(_QUERY.format(start=start, step=step)))
        points = tuple(SignUps(*row) for row in rows)
        before = None if self.span == "all" else self._before(connection, start)
        return SignUpSeries(points, sum(point.count for point in points), before)

    def _before(self, connection: Connection, start: str) -> Any:
        return connection.scalar(text(_BEFORE.format(start=start)))
