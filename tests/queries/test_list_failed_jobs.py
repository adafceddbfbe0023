from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden
from domain.ids import new_id
from projections import daily_activity
from queries.list_failed_jobs import FailedJob, ListFailedJobs
from tests.jobs import failed_job


def test_a_failed_job_says_what_when_how_often_and_why(do, ask):
    before = datetime.now(UTC)
    job_id = failed_job(do, "count_days", "UndefinedTable")

    [row] = ask(ListFailedJobs()).rows

    assert row == FailedJob(job_id, "count_days", 1, row.failed_at, "UndefinedTable")
    assert before <= row.failed_at <= datetime.now(UTC)


def test_the_last_failure_comes_first(do, ask):
    jobs = [failed_job(do, task) for task in ("count_days", "end_suspensions", "tidy_jobs")]

    assert [row.id for row in ask(ListFailedJobs()).rows] == jobs[::-1]


def test_what_waits_to_be_counted_is_told(ask, database, register):
    nothing = ask(ListFailedJobs())
    before = datetime.now(UTC)
    register("Ann")
    after = datetime.now(UTC)
    register("Bob")
    waiting = ask(ListFailedJobs())
    daily_activity.fold(database.writing)

    assert (nothing.rows, nothing.waiting, nothing.waiting_since) == ((), 0, None)
    assert waiting.waiting == 2
    assert before <= waiting.waiting_since <= after
    assert ask(ListFailedJobs()) == nothing


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.MODERATOR, Role.AUDITOR])
def test_only_administrators_see_jobs(ask, role):
    with pytest.raises(Forbidden):
        ask(ListFailedJobs(), Actor(role, new_id()) if role else GUEST)


def test_queries_see_jobs_through_the_view_alone(database):
    with (
        database.reading.connect() as connection,
        pytest.raises(ProgrammingError, match="permission denied for schema jobs"),
    ):
        connection.execute(text("select count(*) from jobs.procrastinate_jobs"))
