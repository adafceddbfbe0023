"""Retry a job that has failed: the worker does it at once, and only once more."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import text

from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import NotFound
from domain.parsing import parsed

# The table is procrastinate's. The job takes the place of one of the same task that waits.
_PUT_BACK = text("""
update jobs.procrastinate_jobs set status = 'todo', scheduled_at = now()
where id = :job_id and status = 'failed'
""")
_GONE = "This job is no longer waiting for a retry. Reload the page."


@parsed
class RetryJob:
    permission: ClassVar = Permission.MANAGE_JOBS

    command_id: UUID
    job_id: int

    def execute(self, tx: Transaction) -> None:
        """Raises NotFound when it was retried already, or its task has failed again since."""
        if tx.connection.execute(_PUT_BACK, {"job_id": self.job_id}).rowcount == 0:
            raise NotFound(_GONE)
