import threading

import pytest
from sqlalchemy import text

from commands.register_user import RegisterUser
from commands.transaction import execute
from domain.access import GUEST
from domain.errors import Forbidden
from domain.ids import new_id
from projections import maintenance
from queries.user_statistics import Statistics, UserStatistics
from tests.examples import PASSWORD


def test_an_empty_directory_has_zeros(ask):
    assert ask(UserStatistics()) == Statistics(0, 0, 0, 0, 0, 0.0)


def test_every_status_is_counted_and_posts_are_averaged(ask, database, register):
    ids = [register(name) for name in ("Ann", "Bob", "Cid")]
    with database.owner.begin() as connection:
        for status, user_id in zip(("inactive", "suspended"), ids, strict=False):
            connection.execute(text(f"update users set status='{status}' where id='{user_id}'"))
        for _ in range(4):
            post = {"id": new_id(), "author": ids[2]}
            connection.execute(
                text("insert into posts values (:id, :author, 'Hello', now(), now())"), post
            )
    maintenance.rebuild(database.owner)

    assert ask(UserStatistics()) == Statistics(3, 1, 1, 1, 4, 1.33)


def test_the_summaries_are_not_scanned(database):
    with database.reading.connect() as connection:
        plan = connection.execute(text("explain select sum(total_users) from user_statistics"))
        assert "user_summaries" not in str(plan.all())


def test_guests_see_no_numbers(ask):
    with pytest.raises(Forbidden):
        ask(UserStatistics(), GUEST)


def test_the_numbers_are_exact_in_every_snapshot_during_a_storm(database):
    stop = threading.Event()

    def write(worker):
        n = 0
        while not stop.is_set():
            n += 1
            form = {"email": f"{worker}.{n}@example.org", "name": "Ann", "password": PASSWORD}
            execute(RegisterUser(command_id=new_id(), **form), GUEST, database.writing)

    threads = [threading.Thread(target=write, args=[worker]) for worker in range(4)]
    [thread.start() for thread in threads]
    try:
        owner = database.owner.execution_options(isolation_level="REPEATABLE READ")
        for _ in range(300):
            with owner.connect() as connection:
                counted = connection.scalar(text("select count(*) from users"))
                shown = connection.scalar(text("select sum(total_users) from user_statistics"))
                assert counted == shown
    finally:
        stop.set()
        [thread.join() for thread in threads]
    assert counted
