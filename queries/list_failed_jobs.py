"""List failed jobs: what the worker has given up, and how much it still has to count."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Connection, select

from domain.access import Actor, Permission
from domain.parsing import parsed
from projections import daily_activity
from projections.views import FAILED_JOBS
from queries.reading import columns

LIMIT = 100  # rows; of each task, there is one


@dataclass(frozen=True, slots=True)
class FailedJob:
    id: int
    task: str
    attempts: int
    failed_at: datetime
    error: str  # what went wrong the last time; it quotes nobody


@dataclass(frozen=True, slots=True)
class FailedJobs:
    rows: tuple[FailedJob, ...]  # the last one first
    waiting: int  # events that happened and are not counted in their days yet
    waiting_since: datetime | None  # when the oldest of them happened


@parsed
class ListFailedJobs:
    permission: ClassVar = Permission.MANAGE_JOBS

    def fetch(self, connection: Connection, actor: Actor) -> FailedJobs:
        """At most 100."""
        newest_first = FAILED_JOBS.c.failed_at.desc(), FAILED_JOBS.c.id.desc()
        query = select(*columns(FAILED_JOBS, FailedJob)).order_by(*newest_first).limit(LIMIT)
        rows = tuple(FailedJob(*row) for row in connection.execute(query))
        return FailedJobs(rows, *daily_activity.lag(connection))
