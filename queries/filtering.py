"""Filters of lists of people: whom to show, whom to export, whom to act upon.

A status and a role are a part of the statement; moments and an id are given with each execution.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, Protocol, Self
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Uuid, bindparam, func, literal_column

from domain.access import Role
from domain.ids import first_id
from domain.time_zones import day_begins, day_ends
from domain.values import Status
from projections.user_search import TABLE as SEARCH
from projections.user_summary import TABLE as SUMMARIES
from queries.matching import id_of

INACTIVE_AFTER = timedelta(days=90)
_ANY_MOMENT, _ANYBODY = datetime(1970, 1, 1, tzinfo=UTC), UUID(int=0)
# Ids and moments of joining may come from two clocks, as in what was imported.
_APART = timedelta(1)

Sort = Literal["joined", "name", "email", "status", "role", "activity", "posts", "followers"]
Conditions = list[ColumnElement[bool]]


def _spelled(value: Status | Role) -> ColumnElement[str]:
    return literal_column(f"'{value.value}'")


def last_activity(person: Any) -> ColumnElement[datetime]:
    """Never comes first; spelled as in the index."""
    return func.coalesce(person.last_activity_at, literal_column("'-infinity'::timestamptz"))


# The rank of a role, as a position; members have 0. Spelled as in the index.
_RANKS: ColumnElement[str] = literal_column("'auditor moderator admin'")

# What each order is by; by joining it is by the id alone. There is an index for each.
SORTS: dict[Sort, ColumnElement[Any] | None] = {
    "joined": None,
    "name": SEARCH.c.name,
    "email": SEARCH.c.email,
    "status": SUMMARIES.c.status,
    "role": func.strpos(_RANKS, SUMMARIES.c.role),
    "activity": last_activity(SUMMARIES.c),
    "posts": SUMMARIES.c.post_count,
    "followers": SUMMARIES.c.follower_count,
}


class _Asked(Protocol):
    """The fields that every query has which lists people."""

    @property
    def search(self) -> str: ...
    @property
    def joined_since(self) -> date | None: ...
    @property
    def joined_until(self) -> date | None: ...
    @property
    def time_zone(self) -> str: ...  # whose days these are


@dataclass(frozen=True, slots=True)
class Filters:
    """None and False filter nothing."""

    status: Status | None = None
    role: Role | None = None
    joined_from: datetime | None = None  # at this moment or later
    joined_before: datetime | None = None  # earlier than this moment
    inactive: bool = False  # no activity for 90 days, or never
    user_id: UUID | None = None  # this person alone

    @classmethod
    def of(cls, query: _Asked, **others: Any) -> Self:
        """The days that a query asks for, the id that is all of its search, and `others`."""
        since, until, time_zone = query.joined_since, query.joined_until, query.time_zone
        return cls(
            joined_from=day_begins(since, time_zone) if since else None,
            joined_before=day_ends(until, time_zone) if until else None,
            user_id=id_of(query.search),
            **others,
        )

    @property
    def shape(self) -> "Filters":
        """What its statements depend on."""
        return replace(
            self,
            joined_from=self.joined_from and _ANY_MOMENT,
            joined_before=self.joined_before and _ANY_MOMENT,
            user_id=self.user_id and _ANYBODY,
        )

    @property
    def values(self) -> dict[str, Any]:
        """Those of the parameters."""
        values: dict[str, Any] = {}
        if self.joined_from:
            values |= {"start": self.joined_from, "first_id": first_id(self.joined_from - _APART)}
        if self.joined_before:
            values |= {"end": self.joined_before, "last_id": first_id(self.joined_before + _APART)}
        if self.user_id:
            values["user_id"] = self.user_id
        return values

    @property
    def has_times(self) -> bool:
        """Whether they ask for days or moments."""
        return bool(self.joined_from or self.joined_before or self.inactive)

    def fit(self, person: Any) -> Conditions:
        """All conditions, on the columns of a summary."""
        return [*self.fit_values(person), *self.fit_times(person)]

    def fit_values(self, person: Any) -> Conditions:
        """Those that ask for one status, one role, and one person."""
        # Spelled out, for the index of those who are more than members.
        status = [person.status == _spelled(self.status)] if self.status else []
        role = [person.role == _spelled(self.role)] if self.role else []
        only = [person.id == bindparam("user_id", type_=Uuid)] if self.user_id else []
        return [*status, *role, *only]

    def fit_times(self, person: Any) -> Conditions:
        """Those that ask for ranges of days and moments."""
        return [*self._joined(person), *self._rested(person)]

    def in_order(self, sort: Sort) -> Conditions:
        """Those conditions on summaries that leave the index of the order in its order."""
        if sort == "activity":
            return self._rested(SUMMARIES.c)
        if sort != "joined":
            return []
        only = Filters(role=self.role) if self.role else Filters(status=self.status)
        return [*only.fit(SUMMARIES.c), *self.about(SUMMARIES.c.id)]

    def about(self, user_id: ColumnElement[UUID]) -> Conditions:
        """Whose ids were made in the time of joining, or a day before or after: none is missed."""
        since = [user_id >= bindparam("first_id", type_=Uuid)] if self.joined_from else []
        until = [user_id < bindparam("last_id", type_=Uuid)] if self.joined_before else []
        return [*since, *until]

    def narrow(self) -> dict[str, "Filters"]:
        """By name, each of the filters whose people an index knows."""
        parts = {
            "role": Filters(role=self.role) if self.role != Role.MEMBER else Filters(),
            "status": Filters(status=self.status) if self.status != Status.ACTIVE else Filters(),
            "joined": Filters(joined_from=self.joined_from, joined_before=self.joined_before),
            "activity": Filters(inactive=self.inactive),
            "id": Filters(user_id=self.user_id),
        }
        return {name: part for name, part in parts.items() if part != Filters()}

    def _joined(self, person: Any) -> Conditions:
        since = [person.created_at >= _moment("start")] if self.joined_from else []
        until = [person.created_at < _moment("end")] if self.joined_before else []
        return [*since, *until]

    def _rested(self, person: Any) -> Conditions:
        return [last_activity(person) < func.now() - INACTIVE_AFTER] if self.inactive else []


def _moment(name: str) -> ColumnElement[datetime]:
    return bindparam(name, type_=DateTime(timezone=True))
