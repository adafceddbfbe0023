"""Processes are killed in the middle of commands: nothing told is lost, nothing is half done."""

import random
import time

from sqlalchemy import text

from domain.ids import new_id
from tests.console.processes import eventually
from tests.faults.invariants import violations
from tests.faults.load import Sent, load_on


def test_a_killed_app_loses_nothing_and_is_replaced(stage, times, figures):
    """By turns the process that serves, and the whole server, at any moment."""
    loads, dice, waits = [], random.Random(1), []
    for number in range(times(2, 200)):
        loads.append(load_on(stage))
        with loads[-1].running():
            # Who dies within 5 seconds of a start is brought back later and later.
            time.sleep(times(1, 2) * dice.uniform(0.5, 1.5))
            above, app = stage.first.processes("granian")
            for one in (above, app) if number % 2 else (app,):
                one.kill()
            waits.append(stage.first.seconds_until_ready())
            time.sleep(0.2)
        assert violations(stage, loads[-1]) == []
    assert violations(stage, *loads) == []

    figures("kills of the app", loads, waits)
    assert min(len(load.acknowledged) for load in loads) > 0


def workers(stage):
    return stage.first.processes("rollcall worker")


def test_a_killed_worker_is_replaced_within_two_seconds(stage, times):
    for _ in range(times(1, 5)):
        assert eventually(lambda: workers(stage) != [])
        [first] = workers(stage)
        time.sleep(times(0, 6))
        first.kill()
        killed = time.monotonic()
        assert eventually(lambda: first not in workers(stage) != [])  # noqa: B023 - called at once
        assert time.monotonic() - killed < 2


def test_a_killed_database_loses_nothing_and_the_app_reconnects_by_itself(stage, times, figures):
    loads, dice, waits = [], random.Random(2), []
    app = stage.first.processes("granian")
    for _ in range(times(1, 20)):
        loads.append(load_on(stage))
        with loads[-1].running():
            time.sleep(dice.uniform(0.5, 1.0))
            stage.postgres.kill()
            stage.postgres.start()
            waits.append(stage.first.seconds_until_ready())
            time.sleep(0.3)
        assert violations(stage, loads[-1]) == []
    assert violations(stage, *loads) == []

    figures("kills of PostgreSQL", loads, waits)
    assert min(len(load.acknowledged) for load in loads) > 0
    assert stage.first.processes("granian") == app


def test_what_is_lost_or_half_done_would_be_seen(stage):
    load = load_on(stage, editors=1)
    with load.running():
        assert eventually(lambda: len(load.editors[0].sent) > 2)
    [editor] = load.editors
    assert violations(stage, load) == []

    spoilt = {"id": editor.user_id}
    with stage.database.owner.begin() as connection:
        true = connection.scalar(text("select bio from users where id = :id"), spoilt)
        connection.execute(text("update users set bio = 'Other' where id = :id"), spoilt)
    editor.sent.append(Sent(new_id(), "A line", answer=200))
    found = violations(stage, load)
    with stage.database.owner.begin() as connection:
        back = text("update users set bio = :bio where id = :id")
        connection.execute(back, spoilt | {"bio": true})

    assert [one.split()[0].strip(":") for one in found] == ["lost", "profile", "drift"]
