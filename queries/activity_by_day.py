"""Activity by day: sign-ups, posts and sign-ins in each day or month (UTC).

For staff the sign-ups are of everybody; for others of those who are active today, so that nobody
can tell from them how many are not (docs/decisions/0038).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Boolean, Connection, bindparam, text

from domain.access import Actor, Permission
from domain.parsing import parsed
from projections import daily_activity
from queries import person
from queries.spans import STARTS, TODAY, Span

_STEPS = {"30d": "day", "12m": "month", "all": "month"}
# "All" begins with the month of the first day on which anything was.
_FIRST = "date_trunc('month', coalesce((select min(day) from daily_activity)::timestamp, today))"
_QUERY = """
with span as (select today, {start} as start from {today}),
counted as (
    select date_trunc('{step}', day::timestamp) as step,
        sum(sign_ups) as sign_ups, sum(posts) as posts, sum(sign_ins) as sign_ins
    from daily_activity
    group by 1
),
away as (
    select date_trunc('{step}', created_at at time zone 'UTC') as step, count(*) as people
    from user_summaries, span
    where not :sees_all and status <> 'active' and created_at >= start at time zone 'UTC'
    group by 1
)
select step::date, greatest(coalesce(sign_ups, 0) - coalesce(people, 0), 0),
    coalesce(posts, 0), coalesce(sign_ins, 0)
from span, generate_series(start, today, interval '1 {step}') as step
left join counted using (step)
left join away using (step)
order by step
"""
_SEES_ALL = bindparam("sees_all", type_=Boolean)


@dataclass(frozen=True, slots=True)
class ActivityPoint:
    start: date  # the day, or the first day of the month
    sign_ups: int
    posts: int
    sign_ins: int


@dataclass(frozen=True, slots=True)
class ActivitySeries:
    points: tuple[ActivityPoint, ...]  # gaps filled with zeros
    waiting: int  # events that happened and are not counted yet
    waiting_since: datetime | None  # when the oldest of them happened: for staff


@parsed
class ActivityByDay:
    permission: ClassVar = Permission.READ_DIRECTORY

    span: Span = "30d"

    def fetch(self, connection: Connection, actor: Actor) -> ActivitySeries:
        """What waits to be counted is not added: `waiting` says how late the points are.

        When it happened is the moment at which somebody did something, such as signing in.
        """
        start, step = STARTS.get(self.span, _FIRST), _STEPS[self.span]
        query = text(_QUERY.format(start=start, step=step, today=TODAY)).bindparams(_SEES_ALL)
        sees_all = person.sees_all(actor)
        rows = connection.execute(query, {"sees_all": sees_all})
        points = tuple(ActivityPoint(*row) for row in rows)
        waiting, since = daily_activity.lag(connection)
        return ActivitySeries(points, waiting, since if sees_all else None)
