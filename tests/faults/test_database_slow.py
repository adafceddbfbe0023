"""While the database is slow, locked or asked too much at once, nobody waits for long."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from sqlalchemy import text

from app.runtime.engines import HASHERS, READERS, WRITERS
from domain.errors import Uncertain
from tests.console.processes import eventually

IN_USE = """
select count(*) from pg_stat_activity where usename in ('rollcall_writer', 'rollcall_reader')
"""
IN_TRANSACTION = "select count(*) from pg_stat_activity where state like 'idle in transaction%'"
LOCK_ONE = "select from users where bio = 'This is who will be locked.' for update"
SLOW = """
create function sleep_long() returns trigger language plpgsql
as $$ begin perform pg_sleep(20); return new; end $$;
create trigger slowly before update on users for each row execute function sleep_long();
"""


def timed(call):
    began = time.monotonic()
    return call(), time.monotonic() - began


@contextmanager
def held(stage, statement):
    """A transaction of ours that holds what the statement locks."""
    with stage.database.owner.begin() as connection:
        connection.execute(text(statement))
        yield


def test_a_person_who_is_locked_keeps_nobody_else_waiting(stage, saver):
    """The command gives up after its two seconds, says so, and works when it is sent again."""
    save, save_other = saver(), saver()
    save("This is who will be locked.")
    with ThreadPoolExecutor(1) as threads, held(stage, LOCK_ONE):
        waiting = threads.submit(timed, lambda: save("Waits"))
        answers = [timed(partial(save_other, f"Fast {n}")) for n in range(10)]
        refused, seconds = waiting.result()

    assert (refused.status_code, refused.json()) == (
        503,
        {"error": Uncertain.without_id, "code": "unavailable"},
    )
    assert 1.9 < seconds < 4
    assert {answer.status_code for answer, _ in answers} == {200}
    assert sorted(seconds for _, seconds in answers)[5] < 1
    assert save("Works").status_code == 200


def test_a_table_that_is_locked_stops_its_commands_and_not_the_pages_of_others(stage, http, saver):
    save = saver()
    with held(stage, "lock table posts in access exclusive mode"):
        assert save("Not about posts").status_code == 200
    with held(stage, "lock table commands in access exclusive mode"):
        refused, seconds = timed(lambda: save("Waits"))
        page = http.get(f"{stage.url}/sign-in")

    assert refused.status_code == 503
    assert 1.9 < seconds < 4
    assert page.status_code == 200
    assert save("Works").status_code == 200


def test_a_statement_that_takes_too_long_is_ended(stage, saver):
    """A trigger sleeps, as a disk would that is very slow."""
    save = saver()
    with stage.database.owner.begin() as connection:
        connection.execute(text(SLOW))
    try:
        refused, seconds = timed(lambda: save("Slow"))
    finally:
        with stage.database.owner.begin() as connection:
            connection.execute(text("drop function sleep_long cascade"))

    assert refused.status_code == 503
    assert 4.5 < seconds < 8
    assert save("Works").status_code == 200


def test_two_hundred_commands_at_once_are_all_answered_and_leave_no_connection(stage, saver):
    people = [saver() for _ in range(20)]

    def send(number):
        return people[number % 20](f"Line {number}").status_code

    with ThreadPoolExecutor(200) as threads:
        answers = list(threads.map(send, range(200)))

    assert set(answers) <= {200, 503}
    assert answers.count(200) > 100
    most = READERS + WRITERS + HASHERS + 6  # and the worker's
    stage.forget_connections()  # ours
    with stage.database.owner.connect() as connection:
        assert connection.scalar(text(IN_USE)) <= most
        assert eventually(lambda: connection.scalar(text(IN_TRANSACTION)) == 0)
    assert {send(number) for number in range(20)} == {200}
