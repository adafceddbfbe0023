"""Most followed: who gained the most followers in this month (UTC)."""

from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Connection, Date, DateTime, case, func, literal_column, select

from domain.access import Actor, Permission
from domain.parsing import parsed
from domain.values import Status
from projections.user_summary import TABLE as SUMMARIES
from projections.views import FOLLOWINGS
from queries.paging import Rows, number

LIMIT = 10  # people
FAMOUS = 50, 1_000  # people with the most followers who are looked at before everybody is
# By the clock of the database, as are the follows.
_MONTH = literal_column("date_trunc('month', now() at time zone 'UTC')::date", Date)
_OF_MONTH = FOLLOWINGS.c.month == _MONTH
_START = literal_column("date_trunc('month', now(), 'UTC')", DateTime(timezone=True))


@dataclass(frozen=True, slots=True)
class Followed:
    id: UUID
    name: str
    gained: int  # followers since the first day of the month who are still there


def _of_famous() -> Rows:
    """Those with the most followers; how many these are, and how many the last of them has."""
    shown = SUMMARIES.c
    top = (
        select(shown.id, shown.name, shown.created_at, shown.follower_count)
        .where(shown.status == Status.ACTIVE)
        .order_by(shown.follower_count.desc(), shown.id.desc())
        .limit(number("famous"))
        .subquery()
    )
    counted = select(func.count()).where(_OF_MONTH, FOLLOWINGS.c.followed_id == top.c.id)
    has_joined = top.c.created_at >= _START  # in this month: then all followers are gained
    gained = case((has_joined, top.c.follower_count), else_=counted.scalar_subquery())
    people, least = func.count().over(), func.min(top.c.follower_count).over()
    return select(
        *(top.c.id, top.c.name, gained.label("gained")),
        *(people.label("people"), least.label("least")),
    ).offset(0)  # so that nothing is counted twice


def _of_everybody() -> Rows:
    """Those who gained most of all, with whoever gained as many."""
    gained = func.count().label("gained")
    each = (
        select(FOLLOWINGS.c.followed_id, gained)
        .where(_OF_MONTH)
        .group_by(FOLLOWINGS.c.followed_id)
        .order_by(gained.desc())  # so that only the first of them are looked up
        .subquery()
    )
    return (
        select(SUMMARIES.c.id, SUMMARIES.c.name, each.c.gained)
        .join(each, each.c.followed_id == SUMMARIES.c.id)
        .where(SUMMARIES.c.status == Status.ACTIVE)
        .order_by(each.c.gained.desc())
        .fetch(number("shown"), with_ties=True)
    )


def _best(query: Rows) -> Rows:
    """The most followed first; among equals by name."""
    each: Any = query.subquery().c
    best = each.gained.desc(), func.fold(each.name), each.id
    return select(*each).where(each.gained > 0).order_by(*best).limit(number("shown"))


_OF_FAMOUS: Final = _best(_of_famous())
_OF_EVERYBODY: Final = _best(_of_everybody())


@parsed
class MostFollowed:
    permission: ClassVar = Permission.READ_DIRECTORY

    def fetch(self, connection: Connection, actor: Actor) -> tuple[Followed, ...]:
        """At most 10 active people."""
        for famous in FAMOUS:
            asked = {"shown": LIMIT, "famous": famous}
            rows = connection.execute(_OF_FAMOUS, asked).all()
            if rows and (rows[0].people < famous or _nobody_else(rows)):
                break
        else:
            rows = connection.execute(_OF_EVERYBODY, {"shown": LIMIT}).all()
        return tuple(Followed(row.id, row.name, row.gained) for row in rows)


def _nobody_else(rows: Any) -> bool:
    """Whoever has fewer followers than the last of the ten gained did not gain as many."""
    return len(rows) == LIMIT and rows[-1].gained > rows[-1].least
