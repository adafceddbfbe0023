import re
import threading

import pytest
from sqlalchemy import event, text

from commands.register_user import RegisterUser
from commands.transaction import execute
from domain.access import GUEST
from domain.errors import Forbidden
from domain.ids import new_id
from projections import maintenance
from queries.user_statistics import Statistics, UserStatistics
from tests.examples import PASSWORD

COUNTED = """
select count(*), count(*) filter (where status = 'active'),
    count(*) filter (where status in ('inactive', 'suspended')) from users
"""
SHOWN = """
select sum(total_users), sum(active_users), sum(inactive_users) + sum(suspended_users)
from user_statistics
"""


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


def test_the_only_table_read_is_that_of_the_statistics(ask, database):
    statements = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(database.reading, "before_cursor_execute", note)
    ask(UserStatistics())
    event.remove(database.reading, "before_cursor_execute", note)

    [statement] = statements
    assert re.findall(r"FROM (\w+)", statement) == ["user_statistics"]


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
        for _ in range(1_000):
            with owner.connect() as connection:
                counted = connection.execute(text(COUNTED)).one()
                shown = connection.execute(text(SHOWN)).one()
                assert counted == shown
    finally:
        stop.set()
        [thread.join() for thread in threads]
    assert counted[0] > 0
