"""Filters of lists of people: whom to show, whom to export, whom to act upon."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, Self
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal, literal_column, select

from domain.access import Role
from domain.ids import first_id
from domain.values import Status
from projections.user_search import TABLE as SEARCH
from projections.user_summary import TABLE as SUMMARIES

INACTIVE_AFTER = timedelta(days=90)

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

    def fit(self, person: Any) -> Conditions:
        """All conditions, on the columns of a summary."""
        status = [person.status == self.status] if self.status else []
        # Spelled out, for the index of those who are more than members.
        role = [person.role == literal(self.role, literal_execute=True)] if self.role else []
        return [*status, *role, *self._joined(person), *self._rested(person)]

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
        since = first_id(self.joined_since, -1) if self.joined_since else None
        until = first_id(self.joined_until, 2) if self.joined_until else None
        return [*([user_id >= since] if since else []), *([user_id < until] if until else [])]

    def narrow(self) -> Iterator[tuple[str, Select[Any]]]:
        """For each filter whose people an index knows: its name, and their ids."""
        parts = {
            "role": Filters(role=self.role) if self.role != Role.MEMBER else Filters(),
            "status": Filters(status=self.status) if self.status != Status.ACTIVE else Filters(),
            "joined": Filters(joined_since=self.joined_since, joined_until=self.joined_until),
            "activity": Filters(inactive=self.inactive),
        }
        for name, part in parts.items():
            if part != Filters():
                yield name, select(SUMMARIES.c.id).where(*part.fit(SUMMARIES.c))

    def _joined(self, person: Any) -> Conditions:
        conditions: Conditions = []
        if self.joined_since:
            start = datetime.combine(self.joined_since, time.min, UTC)
            conditions.append(person.created_at >= start)
        if self.joined_until:
            end = datetime.combine(self.joined_until, time.max, UTC)  # the day's last microsecond
            conditions.append(person.created_at <= end)
        return conditions

    def _rested(self, person: Any) -> Conditions:
        return [last_activity(person) < datetime.now(UTC) - INACTIVE_AFTER] if self.inactive else []
