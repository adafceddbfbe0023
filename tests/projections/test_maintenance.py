import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from commands.follow_user import FollowUser
from commands.register_user import RegisterUser
from commands.transaction import execute
from domain.access import GUEST, Actor, Role
from domain.errors import SummaryMissing
from domain.ids import new_id
from projections import daily_activity, maintenance
from projections.maintenance import Difference
from queries.list_active_users import ListActiveUsers
from tests.console.processes import eventually
from tests.examples import PASSWORD

QUEUES = """
select count(*) from pg_locks join pg_stat_activity using (pid)
where datname = current_database() and not granted
"""


@pytest.fixture
def verify(database):
    def verify():
        with database.owner.connect() as connection:
            return list(maintenance.verify(connection))

    return verify


def spoil(database, statement):
    with database.owner.begin() as connection:
        connection.execute(text(statement))


def test_verify_is_silent_when_all_is_true(verify, ann):
    assert verify() == []


def test_verify_names_every_differing_row_and_field(verify, database, register):
    ann, bob = register("Ann"), register("Bob")
    spoil(database, f"update user_summaries set name = 'X', post_count = 7 where id = '{ann}'")
    spoil(database, f"delete from user_search where id = '{bob}'")
    spoil(database, "update user_statistics set total_posts = 1 where slot = 3")

    assert set(verify()) == {
        Difference("user_summaries", str(ann), "name", "X", "Ann"),
        Difference("user_summaries", str(ann), "post_count", 7, 0),
        Difference("user_search", str(bob), "(row)", "missing", "present"),
        Difference("user_statistics", "3", "total_posts", 1, 0),
    }


def test_a_row_that_should_not_be_is_named(verify, database):
    spoil(database, "insert into user_statistics values (32, 0, 0, 0, 0, 0, 0, 0, 0, 0)")

    assert verify() == [Difference("user_statistics", "32", "(row)", "present", "missing")]
    maintenance.rebuild(database.owner)
    assert verify() == []


def test_rebuild_repairs_what_differs_and_touches_nothing_else(verify, database, register):
    register("Ann"), register("Bob")
    before = maintenance.rebuild(database.owner)
    spoil(database, "update user_summaries set name = 'X' where name = 'Ann'")
    spoil(database, "delete from user_search")
    spoil(database, "update user_statistics set total_users = 9 where slot in (1, 2)")

    after = maintenance.rebuild(database.owner)

    assert set(before.values()) == {0}
    written = {table: rows for table, rows in after.items() if rows}
    assert written == {"user_summaries": 1, "user_search": 2, "user_statistics": 2}
    assert verify() == []


def test_everything_is_built_from_nothing(verify, database, register, monkeypatch):
    monkeypatch.setattr(maintenance, "BATCH", 2)
    for n in range(5):
        register(f"Person {n}")
    spoil(database, "truncate user_summaries, user_search")
    spoil(database, "delete from user_statistics")
    daily_activity.fold(database.writing)
    spoil(database, "delete from daily_activity")

    written = maintenance.rebuild(database.owner)

    people = {"user_summaries": 5, "user_search": 5}
    assert written == people | {"user_statistics": 32, "daily_activity": 1}
    assert verify() == []


def test_readers_and_commands_go_on_during_a_rebuild(verify, database, register, ask, monkeypatch):
    monkeypatch.setattr(maintenance, "BATCH", 20)
    people = [register(f"Person {n}") for n in range(40)]
    seen, stop = [], threading.Event()
    register("Reader")

    def read():
        while not stop.is_set():
            page = ask(ListActiveUsers(search="person", page_size=100))
            seen.append((len(page.rows), page.everybody))

    def write():
        n = 0
        while not stop.is_set():
            n += 1
            form = {
                "email": f"{threading.get_ident()}.{n}@example.org",
                "name": "Writer",
                "password": PASSWORD,
            }
            who = execute(RegisterUser(command_id=new_id(), **form), GUEST, database.writing)
            follow = FollowUser(command_id=new_id(), user_id=people[n % 40])
            execute(follow, Actor(Role.MEMBER, who), database.writing)

    with ThreadPoolExecutor() as pool:
        threads = [pool.submit(work) for work in (read, read, write, write)]
        for _ in range(3):
            spoil(database, "update user_summaries set bio = 'spoiled', follower_count = 7")
            spoil(database, "update user_statistics set total_posts = total_posts + 3")
            maintenance.rebuild(database.owner)
            time.sleep(0.05)
        stop.set()
        [thread.result() for thread in threads]

    assert {rows for rows, _ in seen} == {40}
    assert all(total >= 41 for _, total in seen)
    assert verify() == []


@contextmanager
def rebuilding(database):
    """A rebuild in a thread of its own; it has to end with the block."""
    with ThreadPoolExecutor() as pool:
        rebuilt = pool.submit(maintenance.rebuild, database.owner)
        yield rebuilt
        rebuilt.result(timeout=20)


def test_what_commits_while_a_person_is_repaired_is_kept(verify, database, register):
    ann = register("Ann")
    spoil(database, "update user_summaries set name = 'X'")

    with database.owner.connect() as command, command.begin() as transaction:
        for table in ("users", "user_summaries"):
            command.execute(text(f"update {table} set bio = 'New' where id = '{ann}'"))
        with rebuilding(database):
            with database.owner.connect() as looking:
                assert eventually(lambda: looking.scalar(text(QUEUES)) == 1)
            transaction.commit()

    assert verify() == []
    with database.owner.connect() as connection:
        assert connection.scalar(text("select name || bio from user_summaries")) == "AnnNew"


def test_counters_are_repaired_without_waiting_for_commands(verify, database, register):
    register("Ann")
    spoil(database, "update user_statistics set total_posts = 9 where slot = 3")
    spoil(database, "insert into daily_activity values ('2020-01-01', 1, 2, 3)")

    with database.owner.connect() as command, command.begin() as transaction:
        command.execute(text("update user_statistics set total_users = 1 where slot = 4"))
        command.execute(text("insert into daily_activity values ('2020-01-02', 0, 0, 0)"))
        with rebuilding(database):
            pass
        transaction.rollback()

    assert verify() == []


def test_what_is_counted_during_the_repair_of_a_counter_stays_counted(verify, database, register):
    register("Ann")
    with database.owner.begin() as connection:
        first = connection.scalar(text("select slot from user_statistics where total_users = 1"))
    spoil(database, f"update user_statistics set total_users = 5 where slot = {first}")

    with database.owner.connect() as command, command.begin() as transaction:
        command.execute(text(f"update user_statistics set total_posts = 1 where slot = {first}"))
        with rebuilding(database):
            with database.owner.connect() as looking:
                assert eventually(lambda: looking.scalar(text(QUEUES)) == 1)
            transaction.commit()

    wrong = Difference("user_statistics", str(first), "total_posts", 1, 0)
    assert verify() == [wrong]  # as the other one left it: added to, and not written over


def test_a_rebuild_tells_how_far_it_is_and_keeps_what_it_did_when_stopped(
    verify, database, register, monkeypatch
):
    monkeypatch.setattr(maintenance, "BATCH", 2)
    for n in range(5):
        register(f"Person {n}")
    spoil(database, "update user_summaries set name = 'X'")
    told = []

    def stop(*progress):
        told.append(progress)
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        maintenance.rebuild(database.owner, stop)

    assert told == [("user_summaries", 2, 5), ("user_summaries", 4, 5)]
    assert len(verify()) == 1
    assert maintenance.rebuild(database.owner, stop)["user_summaries"] == 1
    assert told[2:] == [
        (table, done, 5) for table in ("user_summaries", "user_search") for done in (2, 4, 5)
    ]


def test_many_people_are_loaded_in_one_transaction(verify, database, register):
    register("Ann")
    spoil(database, "truncate user_summaries, user_search")
    spoil(database, "update user_statistics set total_users = 7")

    with database.owner.begin() as connection:
        maintenance.fill(connection)

    assert verify() == []


def test_a_missing_row_of_the_statistics_fails_loudly(database, register):
    spoil(database, "delete from user_statistics")

    with pytest.raises(SummaryMissing):
        register("Ann")
    maintenance.rebuild(database.owner)
    assert register("Ann")


def test_status_counts_the_rows(database, ann):
    with database.owner.connect() as connection:
        people = {"user_summaries": 1, "user_search": 1}
        others = {"user_statistics": 32, "daily_activity": 0}
        assert maintenance.status(connection) == people | others
