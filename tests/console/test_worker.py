"""The worker does what follows later, whatever happens to it."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text

from app.console import dev, keeping, worker
from app.console.keeping import LOOK, Kept
from app.console.places import PROGRAMS, ROOT
from commands.ask_verification import AskVerification
from commands.register_user import RegisterUser
from commands.retry_job import RetryJob
from commands.suspend_users import SuspendUsers
from commands.transaction import execute
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.ids import new_id
from domain.values import Status
from projections import daily_activity, maintenance
from queries.get_user import GetUser
from queries.list_failed_jobs import ListFailedJobs
from queries.list_mails import ListMails
from tests.console.processes import eventually
from tests.database import Database
from tests.examples import ANN, BOB
from tests.jobs import taken_job, waiting_job
from tests.product import product_at, without

# Tries a job twice, at once: nobody wants to wait a minute here until one has failed.
IMPATIENT = """
from procrastinate import RetryStrategy
from app.worker.jobs import work
work(RetryStrategy(max_attempts=1))
"""
# The worker on a machine whose clock is put forward or back as soon as there is a certain file.
ON_A_JUMPING_CLOCK = """#!{python}
import sys, time
from pathlib import Path
clock, jumped = time.time, Path({jumped!r})
time.time = lambda: clock() + {seconds} * jumped.exists()
from app.console import main
sys.argv[1:] = ["worker"]
main()
"""
FAILED_OFTEN = """
insert into jobs.procrastinate_jobs (queue_name, task_name, status)
select 'default', 'often', 'failed' from generate_series(1, 20000)
"""
FAILURES = "select count(*) from jobs.procrastinate_jobs where task_name = 'often'"
VERB = str(PROGRAMS / "rollcall"), "worker"
SOMEBODY_QUEUES = """
select exists (
    select from pg_locks join pg_database on pg_database.oid = pg_locks.database
    where datname = current_database() and not granted
)
"""
PUT_BACK = "select jobs.procrastinate_retry_job_v2({}, now(), null, null, null)"


@contextmanager
def at_work(database: Database, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    url = database.url.render_as_string(hide_password=False)
    environment = os.environ | {"DATABASE_URL": url}
    with subprocess.Popen(command, env=environment, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def busy_database(server: str) -> Iterator[Database]:
    """A database with a worker."""
    with (
        Database.cloned(server) as database,
        at_work(database, sys.executable, "-c", IMPATIENT),
    ):
        yield database


@pytest.fixture
def database(busy_database: Database) -> Database:
    return busy_database


def scalar(database: Database, query: str) -> object:
    with database.owner.begin() as connection:
        return connection.scalar(text(query))


def jobs(database: Database) -> set[int]:
    with database.owner.connect() as connection:
        return set(connection.scalars(text("select id from jobs.procrastinate_jobs")))


def held_by_the_dead(database: Database) -> set[int]:
    """The jobs that were being done, after the time in which a worker is given up."""
    long_ago = "update jobs.procrastinate_workers set last_heartbeat = now() - interval '1 minute'"
    being_done = "select id from jobs.procrastinate_jobs where status = 'doing'"
    with database.owner.begin() as connection:
        connection.execute(text(long_ago))
        return set(connection.scalars(text(being_done)))


def nothing_waits(database: Database) -> bool:
    with database.owner.connect() as connection:
        return daily_activity.lag(connection).events == 0


def is_true(database: Database) -> bool:
    with database.owner.connect() as connection:
        return not list(maintenance.verify(connection))


def test_what_commands_noted_is_counted_within_seconds(database, register):
    before = scalar(database, "select coalesce(sum(sign_ups), 0) from daily_activity")
    register("Eve")

    assert eventually(lambda: nothing_waits(database))
    assert scalar(database, "select sum(sign_ups) from daily_activity") == before + 1
    assert is_true(database)


def test_a_suspension_ends_by_itself(database, do, ask, ann: Actor):
    soon = datetime.now(UTC) + timedelta(seconds=0.5)
    forms = {"user_ids": [ann.user_id], "reason": "Spam", "until": soon}
    do(SuspendUsers(command_id=new_id(), **forms), SYSTEM)

    assert eventually(lambda: ask(GetUser(user_id=ann.user_id)).status == Status.ACTIVE)
    assert datetime.now(UTC) >= soon


def test_a_mail_is_on_its_way_by_itself(database, do, ask, register):
    do(AskVerification(command_id=new_id()), Actor(Role.MEMBER, register("Mia")))

    assert eventually(lambda: ask(ListMails())[0].sent_at is not None)


def test_a_job_that_fails_is_listed_until_its_retry_succeeds(database, do, ask, register):
    def failed() -> list[int]:
        return [row.id for row in ask(ListFailedJobs()).rows]

    with without("daily_activity", database):
        register("Dan")
        assert eventually(failed)
        listed = ask(ListFailedJobs())

    # What failed again meanwhile takes the place of what is listed.
    assert eventually(lambda: len(failed()) == 1)
    do(RetryJob(command_id=new_id(), job_id=failed()[0]), SYSTEM)

    assert (listed.rows[-1].task, listed.rows[-1].attempts) == ("count_days", 2)
    assert "UndefinedTable" in listed.rows[-1].error
    assert "Dan" not in listed.rows[-1].error
    assert listed.waiting > 0
    assert eventually(lambda: not failed() and nothing_waits(database))
    assert is_true(database)


def test_a_worker_killed_while_it_counts_leaves_each_event_counted_once(server: str):
    with Database.cloned(server) as database:
        for form in (ANN, BOB):
            execute(RegisterUser(command_id=new_id(), **form), GUEST, database.writing)
        with database.owner.begin() as other, at_work(database, *VERB) as first:
            other.execute(text("lock table daily_activity in share row exclusive mode"))
            assert eventually(lambda: scalar(database, SOMEBODY_QUEUES))
            first.kill()
        held = held_by_the_dead(database)
        with at_work(database, *VERB):
            assert eventually(lambda: nothing_waits(database))
            assert eventually(lambda: not held & jobs(database))

        assert held
        assert scalar(database, "select sum(sign_ups) from daily_activity") == 2
        assert is_true(database)


def test_a_job_put_back_takes_the_place_of_the_one_that_came_meanwhile(server: str):
    with Database.cloned(server) as database, ThreadPoolExecutor() as pool:
        with database.writing.begin() as connection:
            first = taken_job(connection)
        with database.writing.begin() as connection:
            waiting_job(connection)
            put_back = pool.submit(scalar, database, PUT_BACK.format(first))
            assert eventually(lambda: scalar(database, SOMEBODY_QUEUES))
        put_back.result()

        assert jobs(database) == {first}


def test_a_worker_that_cannot_start_is_tried_again_and_says_why_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    (tmp_path / "rollcall").write_text("#!/bin/sh\necho started\necho No table. >&2\nexit 1\n")
    (tmp_path / "rollcall").chmod(0o755)
    monkeypatch.setattr(worker, "PROGRAMS", tmp_path)
    look_for(2)
    told = capfd.readouterr()

    assert told.out == "started\n"  # later ones are heard once they last
    assert told.err == (
        "No table.\n"
        "The worker ended; a new one starts.\n"
        "The worker ends soon after each start, and is tried again until it lasts."
        " It says: No table.\n"
    )


def test_a_worker_that_lasts_after_all_is_heard_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    program, ready = tmp_path / "rollcall", tmp_path / "ready"
    program.write_text(f"#!/bin/sh\ntest -e {ready} || exit 1\necho at work\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(worker, "PROGRAMS", tmp_path)
    monkeypatch.setattr(keeping, "LASTS", 0.5)
    with ThreadPoolExecutor(1) as pool:
        kept = pool.submit(look_for, 4)
        time.sleep(1)
        ready.touch()
        kept.result()
    told = capfd.readouterr().err

    assert told.splitlines()[-2:] == ["The worker works again.", "at work"]


def test_in_development_too_a_worker_that_ended_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    (tmp_path / "rollcall").write_text("#!/bin/sh\necho started\n")
    (tmp_path / "rollcall").chmod(0o755)
    monkeypatch.setattr(worker, "PROGRAMS", tmp_path)

    async def keep_for_a_while() -> None:
        with Kept("The worker", worker.working) as working, suppress(TimeoutError):
            await asyncio.wait_for(dev._keep([working]), 1.5)

    asyncio.run(keep_for_a_while())

    assert "The worker ends soon after each start" in capfd.readouterr().err


def look_for(seconds: float, ended: Event | None = None) -> None:
    """Keep a worker for so long, or until told."""
    limit = time.monotonic() + seconds
    with Kept("The worker", worker.working) as working:
        while time.monotonic() < limit and not (ended and ended.is_set()):
            working.look()
            time.sleep(LOOK)


def jumping_worker(folder: Path, seconds: int) -> tuple[Path, Path]:
    """The program, and the file that makes the clock jump when it comes into being."""
    program, jumped = folder / "rollcall", folder / "jumped"
    program.write_text(
        ON_A_JUMPING_CLOCK.format(python=sys.executable, jumped=str(jumped), seconds=seconds)
    )
    program.chmod(0o755)
    return program, jumped


def test_after_the_clock_was_put_back_events_are_counted_again_within_seconds(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    _, jumped = jumping_worker(tmp_path, -3600)
    monkeypatch.setattr(worker, "PROGRAMS", tmp_path)
    with (
        Database.cloned(server) as database,
        product_at(database.url.render_as_string(hide_password=False)),
        ThreadPoolExecutor() as pool,
    ):
        ended = Event()
        kept = pool.submit(look_for, 60, ended)
        try:
            execute(RegisterUser(command_id=new_id(), **ANN), GUEST, database.writing)
            before = eventually(lambda: nothing_waits(database))
            jumped.touch()
            execute(RegisterUser(command_id=new_id(), **BOB), GUEST, database.writing)
            after = eventually(lambda: nothing_waits(database))
        finally:
            ended.set()
            kept.result()

        assert (before, after) == (True, True)


def test_a_clock_that_was_put_forward_ends_the_worker_with_a_sentence(
    server: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    program, jumped = jumping_worker(tmp_path, 86_400)
    with Database.cloned(server) as database, at_work(database, str(program)) as process:
        execute(RegisterUser(command_id=new_id(), **ANN), GUEST, database.writing)
        assert eventually(lambda: nothing_waits(database))
        jumped.touch()

        assert process.wait(10) == 1
        # Before it there may be lines about connections that were closed in the middle of a query.
        assert capfd.readouterr().err.splitlines()[-1] == (
            "The clock was put forward by 86,400 s: the worker has to start anew."
        )


def test_a_retry_that_the_clock_was_put_back_behind_does_not_block_its_task(server: str):
    with Database.cloned(server) as database:
        execute(RegisterUser(command_id=new_id(), **ANN), GUEST, database.writing)
        with database.writing.begin() as connection:
            waiting_job(connection, after="1 hour")
            soon = waiting_job(connection, "end_suspensions", after="30 s")
        with at_work(database, *VERB):
            assert eventually(lambda: nothing_waits(database))

        assert soon in jobs(database)


def test_many_failures_of_a_task_are_soon_one(database):
    with database.owner.begin() as connection:
        connection.execute(text(FAILED_OFTEN))

    assert eventually(lambda: scalar(database, FAILURES) == 1)
    scalar(database, "delete from jobs.procrastinate_jobs where task_name = 'often' returning id")
