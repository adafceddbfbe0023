import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import text

from commands import transaction
from commands.end_suspensions import EndSuspensions
from commands.suspend_users import SuspendUsers
from commands.transaction import execute
from domain.access import GUEST, SYSTEM, Role
from domain.errors import Forbidden
from domain.ids import new_id
from queries.list_active_users import ListActiveUsers
from tests.facts import differences, history, rows


@pytest.fixture
def suspend(do):
    """Suspend people until tomorrow, or without an end."""

    def suspend(*user_ids, ends=True):
        until = datetime.now(UTC) + timedelta(days=1) if ends else None
        values = {"user_ids": user_ids, "reason": "Spam", "until": until}
        do(SuspendUsers(command_id=new_id(), **values), SYSTEM)

    return suspend


def test_everybody_whose_time_is_served_is_back_without_a_click(
    do, ask, database, register, suspend, serve, census
):
    ann, bob, cleo = register("Ann"), register("Bob"), register("Cleo")
    suspend(ann, bob)
    suspend(cleo, ends=False)
    serve()

    assert do(EndSuspensions(), SYSTEM) == 2

    assert {row.name for row in ask(ListActiveUsers()).rows} == {"Ann", "Bob"}
    assert census() == (2, 0, 1)
    *_, last = history(database, ann)
    assert last == ("UserReinstated", {"status": "suspended"}, {"status": "active"})
    assert differences(database) == []


def test_who_was_reinstated_signs_in_and_gets_a_new_session(
    do, register, suspend, serve, sign_in, who
):
    ann = register("Ann")
    before = sign_in("Ann")
    suspend(ann)
    serve()

    do(EndSuspensions(), SYSTEM)

    assert who(before) == GUEST
    assert who(sign_in("Ann")).user_id == ann


def test_what_has_still_to_come_is_left_alone(do, database, register, suspend, census):
    suspend(register("Ann"))

    assert do(EndSuspensions(), SYSTEM) == 0

    assert census() == (0, 0, 1)
    assert rows(database, "select id from history where command = 'EndSuspensions'") == []


def test_a_second_run_finds_nothing(do, register, suspend, serve):
    suspend(register("Ann"))
    serve()

    assert [do(EndSuspensions(), SYSTEM) for _ in range(2)] == [1, 0]


def test_eight_workers_end_each_suspension_once(
    database, register, suspend, serve, census, monkeypatch
):
    monkeypatch.setattr(transaction, "TRIES", 1)  # a deadlock is seen, not tried again
    user_ids = [register(f"P{n}") for n in range(20)]
    suspend(*user_ids)
    serve()
    start = Barrier(8)

    def run(_):
        start.wait()
        return execute(EndSuspensions(), SYSTEM, database.writing)

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(run, range(8))) == 20

    assert census() == (20, 0, 0)
    ended = rows(database, "select user_id from history where name = 'UserReinstated'")
    assert sorted(ended) == sorted((user_id,) for user_id in user_ids)
    assert differences(database) == []


@pytest.mark.parametrize(
    "change",
    [
        "status = 'active', suspended_until = null, suspension_reason = null",
        "suspended_until = now() + interval '1 day'",
    ],
)
def test_who_is_reinstated_or_suspended_anew_in_the_meantime_is_left_alone(
    do, database, register, suspend, serve, change
):
    suspend(register("Ann"))
    serve()

    with ThreadPoolExecutor(1) as thread:
        with database.owner.begin() as connection:
            connection.execute(text(f"update users set {change}"))
            ended = thread.submit(do, EndSuspensions(), SYSTEM)
            wait_for_a_lock(database)
        assert ended.result() == 0


def wait_for_a_lock(database):
    """Until some command waits for a row that another one holds."""
    waiting = text("select count(*) from pg_locks where not granted")
    while True:
        with database.owner.connect() as connection:
            if connection.scalar(waiting):
                return
        time.sleep(0.01)


@pytest.mark.parametrize("role", [None, *Role])
def test_nobody_but_the_system_may(do, appoint, role):
    with pytest.raises(Forbidden):
        do(EndSuspensions(), appoint("Ada", role) if role else GUEST)
