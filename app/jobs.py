"""What the worker does again and again. Each task may be done twice, and two at once."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.jobs import DeleteJobCondition
from procrastinate.worker import Worker
from sqlalchemy import make_url

from app.config import settings
from app.database import writing
from app.logs import describe, quiet_logs
from commands.end_suspensions import EndSuspensions
from commands.transaction import execute
from domain.access import SYSTEM
from projections import daily_activity

# Tried again after 2, 4, 8, 16 and 32 seconds. Then it has failed, and is for an administrator.
PATIENT: Final = RetryStrategy(max_attempts=5, exponential_wait=2)
HEARTBEAT, DEAD_AFTER = 5.0, 15.0  # seconds
_OPTIONS: Final = "-c search_path=jobs -c statement_timeout=5s"
_NOTE_ERROR: Final = """
insert into errors values (%(job_id)s, %(error)s)
on conflict (job_id) do update set error = excluded.error
"""
# While something is broken its task fails every minute: administrators see that once.
_FORGET_EARLIER: Final = """
delete from procrastinate_jobs as earlier using procrastinate_jobs as later
where earlier.status = 'failed' and later.status = 'failed'
and earlier.task_name = later.task_name and earlier.id < later.id
"""


def work(retry: RetryStrategy = PATIENT) -> None:
    """Do what is due until told to stop; what is being done is then finished."""
    quiet_logs()
    _app(retry).run_worker(
        delete_jobs=DeleteJobCondition.SUCCESSFUL,
        fetch_job_polling_interval=1.0,
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=DEAD_AFTER,
        worker_middleware=[_note_error],
    )


def count_days(timestamp: int) -> None:  # noqa: ARG001 - the moment it was due, as for all
    """Fold everything that waits into the days."""
    while daily_activity.fold(writing()) == daily_activity.BATCH:
        pass


def end_suspensions(timestamp: int) -> None:  # noqa: ARG001
    """Reinstate everybody whose suspension was to end by now."""
    execute(EndSuspensions(), SYSTEM, writing())


async def tidy_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Put back the jobs that dead workers held, and forget failures that happened again."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER):
        await manager.retry_job(job)
    await context.app.connector.execute_query_async(_FORGET_EARLIER)


def _app(retry: RetryStrategy) -> App:
    """The tasks, and when they are due. A task that waits already does not wait a second time."""
    url = make_url(settings.writer_url).set(drivername="postgresql")
    app = App(
        connector=PsycopgConnector(
            conninfo=url.render_as_string(hide_password=False),
            kwargs={"options": _OPTIONS},
            min_size=1,
            timeout=5.0,  # seconds to wait for a connection; then the worker ends
        )
    )
    for task, cron in ((count_days, "* * * * * */2"), (end_suspensions, "* * * * * */5")):
        name = task.__name__
        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name, retry=retry)(task))
    tidy = app.task(name="tidy_jobs", queueing_lock="tidy_jobs", retry=retry, pass_context=True)
    app.periodic(cron="* * * * * */5")(tidy(tidy_jobs))
    return app


async def _note_error(
    proceed: Callable[[], Awaitable[Any]], context: JobContext, _worker: Worker
) -> Any:
    """Keep what went wrong, in words that quote nobody, for who looks at the failed job."""
    try:
        return await proceed()
    except Exception as error:
        note = {"job_id": context.job.id, "error": describe(error)}
        await context.app.connector.execute_query_async(_NOTE_ERROR, **note)
        raise
