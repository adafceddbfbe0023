"""Sign-ups over time: how many people joined in a span, and in the one before it.

Staff count everybody who signed up; others those who are active today (docs/decisions/0038).
"""

from dataclasses import dataclass
from typing import ClassVar, Final

from sqlalchemy import Boolean, Connection, bindparam, text

from domain.access import Actor, Permission
from domain.parsing import parsed
from domain.values import Status
from queries import person
from queries.filtering import Filters
from queries.spans import STARTS, TODAY, Span
from queries.totals import known

# The days and what still waits to be added to them: an event is in one of the two at any instant.
_QUERY = """
with span as (select today + interval '1 day' as stop, {start} as start from {today}),
joined as (
    select day, sign_ups from daily_activity
    union all
    select cast(happened_at at time zone 'UTC' as date), 1
    from waiting_activity where name = 'UserRegistered'
    union all
    select cast(created_at at time zone 'UTC' as date), -1
    from user_summaries, span
    where not :sees_all and status <> 'active'
        and created_at >= (start - (stop - start)) at time zone 'UTC'
)
select coalesce(sum(sign_ups) filter (where day >= start), 0),
    coalesce(sum(sign_ups) filter (where day < start), 0)
from joined, span
where day >= start - (stop - start)
"""
_SEES_ALL: Final = bindparam("sees_all", type_=Boolean)
_OF: Final = {
    span: text(_QUERY.format(start=start, today=TODAY)).bindparams(_SEES_ALL)
    for span, start in STARTS.items()
}


@dataclass(frozen=True, slots=True)
class SignUps:
    joined: int  # in the whole span
    joined_before: int | None  # in the span of equal length before it; None for "all"


@parsed
class SignUpsOverTime:
    permission: ClassVar = Permission.READ_DIRECTORY

    span: Span = "30d"

    def fetch(self, connection: Connection, actor: Actor) -> SignUps:
        """Days are UTC days."""
        sees_all = person.sees_all(actor)
        if self.span == "all":
            everybody = Filters() if sees_all else Filters(status=Status.ACTIVE)
            return SignUps(known(connection, everybody) or 0, None)
        return SignUps(*connection.execute(_OF[self.span], {"sees_all": sees_all}).one())
