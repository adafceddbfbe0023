import pytest
from sqlalchemy import text

from commands.retry_job import RetryJob
from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden, NotFound
from domain.ids import new_id
from queries.list_failed_jobs import ListFailedJobs
from tests.jobs import failed_job

ADMIN = Actor(Role.ADMIN, new_id())


@pytest.fixture
def retry(do):
    return lambda job_id, actor=ADMIN: do(RetryJob(command_id=new_id(), job_id=job_id), actor)


def due(database):
    """The jobs that the worker would take now."""
    query = """
        select id from jobs.procrastinate_jobs where status = 'todo' and scheduled_at <= now()
    """
    with database.owner.connect() as connection:
        return connection.scalars(text(query)).all()


def test_a_retried_job_is_due_at_once_and_no_longer_listed(do, ask, retry, database):
    job_id = failed_job(do)

    retry(job_id)

    assert due(database) == [job_id]
    assert ask(ListFailedJobs()).rows == ()


def test_a_retried_job_takes_the_place_of_one_that_waits(do, retry, database):
    first, second = failed_job(do), failed_job(do)
    other = failed_job(do, "end_suspensions")

    for job_id in (first, second, other):
        retry(job_id)

    assert sorted(due(database)) == [second, other]


def test_a_job_is_retried_once(do, retry, database):
    job_id = failed_job(do)
    retry(job_id)

    with pytest.raises(NotFound, match="no longer waiting for a retry"):
        retry(job_id)
    assert len(due(database)) == 1


def test_sending_the_same_retry_again_is_answered_alike(do, database):
    command = RetryJob(command_id=new_id(), job_id=failed_job(do))

    assert do(command, ADMIN) == do(command, ADMIN)
    assert len(due(database)) == 1


def test_an_unknown_job_is_not_found(retry):
    with pytest.raises(NotFound):
        retry(1)


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.MODERATOR, Role.AUDITOR])
def test_only_administrators_retry(do, ask, retry, role):
    job_id = failed_job(do)

    with pytest.raises(Forbidden):
        retry(job_id, Actor(role, new_id()) if role else GUEST)
    assert [row.id for row in ask(ListFailedJobs()).rows] == [job_id]
