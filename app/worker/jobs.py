"""What the worker does again and again. Each task may be done twice, and two at once."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.jobs import DeleteJobCondition
from procrastinate.worker import Worker
from sqlalchemy import make_url

from app.config import settings
from app.mail.sending import send_due
from app.runtime.engines import writing
from app.runtime.logs import describe, quiet_logs
from commands.end_suspensions import EndSuspensions
from commands.tidy import Tidy
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
delete from procrastinate_jobs where status = 'failed' and id not in (
    select max(id) from procrastinate_jobs where status = 'failed' group by task_name
)
"""
# Later than any retry: the clock was put back since, and until then its task would not be done.
_BRING_BACK: Final = """
update procrastinate_jobs set scheduled_at = now()
where status = 'todo' and scheduled_at > now() + interval '1 minute'
"""
LOOK_AT_CLOCK, LARGEST_DRIFT = 1.0, 10.0  # seconds


class ClockJumped(Exception):
    """The worker remembers what was due by the clock of before; a new one does not."""

    def __init__(self, seconds: float) -> None:
        way = "forward" if seconds > 0 else "back"
        super().__init__(
            f"The clock was put {way} by {abs(seconds):,.0f} s: the worker has to start anew."
        )


def work(retry: RetryStrategy = PATIENT) -> None:
    """Do what is due until told to stop; what is being done is then finished.

    Raises ClockJumped, because then nothing would be due for long, or everything at once.
    """
    quiet_logs()
    asyncio.run(_work(_app(retry)))


async def _work(app: App) -> None:
    async with app.open_async():
        await app.connector.execute_query_async(_BRING_BACK)
        working = asyncio.create_task(
            app.run_worker_async(
                concurrency=2,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
                fetch_job_polling_interval=1.0,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=DEAD_AFTER,
                worker_middleware=[_note_error],
            )
        )
        drift = await _drift_during(working)
        if drift:
            working.cancel()
            await asyncio.wait([working])
            raise ClockJumped(drift)
        await working  # and what it raised


async def _drift_during(working: asyncio.Task[None]) -> float:
    """How far the clock went astray; 0 when the work ended before it did."""
    began = time.time() - time.monotonic()
    while not working.done():
        await asyncio.wait([working], timeout=LOOK_AT_CLOCK)
        drift = time.time() - time.monotonic() - began
        if abs(drift) > LARGEST_DRIFT and not working.done():
            return drift
    return 0.0


def count_days(timestamp: int) -> None:  # noqa: ARG001 - the moment it was due, as for all
    """Fold everything that waits into the days."""
    while daily_activity.fold(writing()) == daily_activity.BATCH:
        pass


def end_suspensions(timestamp: int) -> None:  # noqa: ARG001
    """Reinstate everybody whose suspension was to end by now."""
    execute(EndSuspensions(), SYSTEM, writing())


def send_mails(timestamp: int) -> None:  # noqa: ARG001
    """Send the mails that are due, or lay them out where no mail server is configured."""
    send_due()


def tidy_up(timestamp: int) -> None:  # noqa: ARG001
    """Delete what nobody needs any more."""
    execute(Tidy(), SYSTEM, writing())


async def tidy_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Forget failures that happened again, and put back the jobs that dead workers held."""
    await context.app.connector.execute_query_async(_FORGET_EARLIER)
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER):
        await manager.retry_job(job)


# A mail server may make a job wait for long. Never two jobs at once, so that one place is left.
_MAIL_SERVER: Final = "mail server"
_DUE: Final = (
    (count_days, "* * * * * */2", None),
    (end_suspensions, "* * * * * */5", None),
    (send_mails, "* * * * * *", _MAIL_SERVER),
    (tidy_up, "0 * * * *", None),
)


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
    for task, cron, lock in _DUE:
        name = task.__name__
        known = app.task(name=name, lock=lock, queueing_lock=name, retry=retry)(task)
        app.periodic(cron=cron)(known)
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
