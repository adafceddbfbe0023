"""Jobs as the worker leaves them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection, text

from commands.transaction import Transaction
from domain.access import SYSTEM, Permission

_WAITING = """
insert into jobs.procrastinate_jobs (queue_name, task_name, queueing_lock, args, scheduled_at)
select 'default', task, task, '{"timestamp": 0}', now() + cast(:after as interval)
from cast(:task as text) as task returning id
"""
_TAKEN = "update jobs.procrastinate_jobs set status = 'doing' where id = :job_id"
_ERROR = "insert into jobs.errors values (:job_id, :error)"
_FAILED = "select jobs.procrastinate_finish_job_v1(:job_id, 'failed', false)"


def waiting_job(connection: Connection, task: str = "count_days", after: str | None = None) -> int:
    """A job that is due now, or after an interval."""
    return connection.execute(text(_WAITING), {"task": task, "after": after}).scalar_one()


def taken_job(connection: Connection, task: str = "count_days") -> int:
    """A job that a worker is doing."""
    job_id = waiting_job(connection, task)
    connection.execute(text(_TAKEN), {"job_id": job_id})
    return job_id


@dataclass(frozen=True)
class Fail:
    task: str
    error: str
    permission: ClassVar = Permission.MANAGE_JOBS

    def execute(self, tx: Transaction) -> int:
        job_id = taken_job(tx.connection, self.task)
        for statement in (_ERROR, _FAILED):
            tx.connection.execute(text(statement), {"job_id": job_id, "error": self.error})
        return job_id


def failed_job(do: Callable, task: str = "count_days", error: str = "UndefinedTable") -> int:
    """The id of a job that failed at its first attempt."""
    return do(Fail(task, error), SYSTEM)
