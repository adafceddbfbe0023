"""Filters of lists of people: whom to show, whom to export, whom to act upon.

A status and a role are a part of the statement, days and moments are given with each execution.
"""

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, Self
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Uuid, bindparam, func, literal_column

from domain.access import Role
from domain.ids import first_id
from domain.values import Status
from projections.user_search import TABLE as SEARCH
from projections.user_summary import TABLE as SUMMARIES

INACTIVE_AFTER = timedelta(days=90)
_ANY_DAY = date.min

Sort = Literal["joined", "name", "activity", "followers"]
Conditions = list[ColumnElement[bool]]


def last_activity(person: Any) -> ColumnElement[datetime]:
    """Never comes first; spelled as in the index."""
    return func.coalesce(person.last_activity_at, literal_column("'-infinity'::timestamptz"))


# What each order is by; by joining it is by the id alone. There is an index for each.
SORTS: dict[Sort, ColumnElement[Any] | None] = {
    "joined": None,
    "name": SEARCH.c.name,
    "activity": last_activity(SUMMARIES.c),
    "followers": SUMMARIES.c.follower_count,
}


@dataclass(frozen=True, slots=True)
class Filters:
    """None and False filter nothing."""

    status: Status | None = None
    role: Role | None = None
    joined_since: date | None = None  # this day, in UTC, or later
    joined_until: date | None = None  # this day, in UTC, or earlier
    inactive: bool = False  # no activity for 90 days, or never

    @classmethod
    def of(cls, query: Any) -> Self:
        """Those of a query, which has fields of the same names."""
        return cls(**{field.name: getattr(query, field.name) for field in fields(cls)})

    @property
    def shape(self) -> "Filters":
        """What its statements depend on."""
        since, until = (day and _ANY_DAY for day in (self.joined_since, self.joined_until))
        return replace(self, joined_since=since, joined_until=until)

    @property
    def values(self) -> dict[str, Any]:
        """Those of the parameters."""
        values: dict[str, Any] = {}
        if self.joined_since:
            values["start"] = datetime.combine(self.joined_since, time.min, UTC)
            values["first_id"] = first_id(self.joined_since, -1)
        if self.joined_until:
            values["end"] = datetime.combine(self.joined_until, time.max, UTC)  # its last µs
            values["last_id"] = first_id(self.joined_until, 2)
        return values

    @property
    def has_times(self) -> bool:
        """Whether they ask for days or moments."""
        return bool(self.joined_since or self.joined_until or self.inactive)

    def fit(self, person: Any) -> Conditions:
        """All conditions, on the columns of a summary."""
        return [*self.fit_values(person), *self.fit_times(person)]

    def fit_values(self, person: Any) -> Conditions:
        """Those that ask for one status and one role."""
        # Spelled out, for the index of those who are more than members.
        status = [person.status == _spelled(self.status)] if self.status else []
        role = [person.role == _spelled(self.role)] if self.role else []
        return [*status, *role]

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
        """Whose ids are of the days of joining, or of a day before or after: nobody is missed."""
        since = [user_id >= bindparam("first_id", type_=Uuid)] if self.joined_since else []
        until = [user_id < bindparam("last_id", type_=Uuid)] if self.joined_until else []
        return [*since, *until]

    def narrow(self) -> dict[str, "Filters"]:
        """By name, each of the filters whose people an index knows."""
        parts = {
            "role": Filters(role=self.role) if self.role != Role.MEMBER else Filters(),
            "status": Filters(status=self.status) if self.status != Status.ACTIVE else Filters(),
            "joined": Filters(joined_since=self.joined_since, joined_until=self.joined_until),
            "activity": Filters(inactive=self.inactive),
        }
        return {name: part for name, part in parts.items() if part != Filters()}

    def _joined(self, person: Any) -> Conditions:
        since = [person.created_at >= _moment("start")] if self.joined_since else []
        until = [person.created_at <= _moment("end")] if self.joined_until else []
        return [*since, *until]

    def _rested(self, person: Any) -> Conditions:
        return [last_activity(person) < func.now() - INACTIVE_AFTER] if self.inactive else []


def _spelled(value: Status | Role) -> ColumnElement[str]:
    return literal_column(f"'{value.value}'")


def _moment(name: str) -> ColumnElement[datetime]:
    return bindparam(name, type_=DateTime(timezone=True))
