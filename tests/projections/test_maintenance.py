import threading
import time

import pytest
from sqlalchemy import text

from commands.register_user import RegisterUser
from commands.transaction import execute
from domain.access import GUEST
from domain.errors import SummaryMissing
from domain.ids import new_id
from projections import daily_activity, maintenance
from projections.maintenance import Difference
from queries.list_active_users import ListActiveUsers
from tests.examples import PASSWORD


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
    spoil(database, "insert into user_statistics values (32, 0, 0, 0, 0, 0)")

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
    for n in range(40):
        register(f"Person {n}")
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
            execute(RegisterUser(command_id=new_id(), **form), GUEST, database.writing)

    threads = [threading.Thread(target=work) for work in (read, read, write, write)]
    [thread.start() for thread in threads]
    for _ in range(3):
        spoil(database, "update user_summaries set bio = 'spoiled'")
        maintenance.rebuild(database.owner)
        time.sleep(0.05)
    stop.set()
    [thread.join() for thread in threads]

    assert {rows for rows, _ in seen} == {40}
    assert all(total >= 41 for _, total in seen)
    assert verify() == []


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
