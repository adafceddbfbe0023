"""Sign-ups over time: how many people joined in a span, and in the one before it."""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection, func, select, text

from domain.access import Actor, Permission
from domain.parsing import parsed
from projections.user_summary import TABLE as SUMMARIES
from queries.spans import STARTS, TODAY, Span

_QUERY = """
with span as (select today + interval '1 day' as stop, {start} as start from {today})
select count(*) filter (where created_at >= start at time zone 'UTC'),
    count(*) filter (where created_at < start at time zone 'UTC')
from user_summaries, span
where created_at >= (start - (stop - start)) at time zone 'UTC'
"""


@dataclass(frozen=True, slots=True)
class SignUps:
    joined: int  # in the whole span
    joined_before: int | None  # in the span of equal length before it; None for "all"


@parsed
class SignUpsOverTime:
    permission: ClassVar = Permission.READ_DIRECTORY

    span: Span = "30d"

    def fetch(self, connection: Connection, actor: Actor) -> SignUps:
        """Everybody who signed up counts, whatever the status today. Days are UTC days."""
        if self.span == "all":
            everybody = connection.scalar(select(func.count()).select_from(SUMMARIES))
            return SignUps(everybody or 0, None)
        query = _QUERY.format(start=STARTS[self.span], today=TODAY)
        return SignUps(*connection.execute(text(query)).one())
