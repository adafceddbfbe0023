"""Filters of the administrators' list: what to show, what to export, whom to act upon."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, func, literal_column

from domain.access import Actor, Role
from domain.values import Status
from projections.user_summary import TABLE as SUMMARIES
from queries.matching import matching

INACTIVE_AFTER = timedelta(days=90)
# Never comes first; spelled as in the index.
LAST_ACTIVITY = func.coalesce(
    SUMMARIES.c.last_activity_at, literal_column("'-infinity'::timestamptz")
)


class Filters(Protocol):
    """The fields of every query that filters people."""

    @property
    def search(self) -> str: ...
    @property
    def status(self) -> Status | None: ...
    @property
    def role(self) -> Role | None: ...
    @property
    def joined_since(self) -> date | None: ...  # this day, in UTC, or later
    @property
    def joined_until(self) -> date | None: ...  # this day, in UTC, or earlier
    @property
    def inactive(self) -> bool: ...  # no activity for 90 days, or never


def filtered(connection: Connection, actor: Actor, by: Filters) -> list[ColumnElement[bool]]:
    """Conditions on the summaries; none without a filter."""
    conditions = matching(connection, actor, by.search)
    if by.status:
        conditions.append(SUMMARIES.c.status == by.status)
    if by.role:
        conditions.append(SUMMARIES.c.role == by.role)
    if by.joined_since:
        start = datetime.combine(by.joined_since, time.min, UTC)
        conditions.append(SUMMARIES.c.created_at >= start)
    if by.joined_until:
        end = datetime.combine(by.joined_until, time.max, UTC)  # the day's last microsecond
        conditions.append(SUMMARIES.c.created_at <= end)
    if by.inactive:
        conditions.append(datetime.now(UTC) - INACTIVE_AFTER > LAST_ACTIVITY)
    return conditions
