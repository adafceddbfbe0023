"""The one summary that is made after the commit: late at times, and never wrong."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, text

from projections import daily_activity, maintenance


@pytest.fixture
def days(database):
    """Sign-ups, posts and sign-ins of each day."""

    def days():
        with database.owner.connect() as connection:
            rows = connection.execute(text("select * from daily_activity order by day")).all()
            return [tuple(row)[1:] for row in rows]

    return days


@pytest.fixture
def verify(database):
    def verify():
        with database.owner.connect() as connection:
            return list(maintenance.verify(connection))

    return verify


def lag(database):
    with database.owner.connect() as connection:
        return daily_activity.lag(connection)


def test_what_happened_waits_until_it_is_folded(database, days, verify, register):
    register("Ann"), register("Bob")
    assert lag(database).events == 2
    assert lag(database).since is not None
    assert (days(), verify()) == ([], [])

    assert daily_activity.fold(database.writing) == 2

    assert (days(), verify()) == ([(2, 0, 0)], [])
    assert lag(database) == (0, None)


def test_a_fold_that_dies_before_its_commit_counts_nothing(database, days, verify, register):
    register("Ann")

    def die(_):
        raise RuntimeError("killed")

    event.listen(database.writing, "commit", die)
    with pytest.raises(RuntimeError, match="killed"):
        daily_activity.fold(database.writing)
    event.remove(database.writing, "commit", die)

    assert (days(), verify(), lag(database).events) == ([], [], 1)
    daily_activity.fold(database.writing)
    assert (days(), verify(), lag(database).events) == ([(1, 0, 0)], [], 0)


def test_many_folds_at_once_beside_many_commands_count_each_event_once(
    database, days, verify, register
):
    def both(n):
        register(f"Person {n}")
        return daily_activity.fold(database.writing)

    with ThreadPoolExecutor(8) as threads:
        folded = sum(threads.map(both, range(80)))
    folded += daily_activity.fold(database.writing)

    assert folded == 80
    assert sum(sign_ups for sign_ups, *_ in days()) == 80
    assert verify() == []


def test_a_wrong_day_is_named_and_repaired(database, verify, register):
    register("Ann")
    daily_activity.fold(database.writing)
    with database.owner.begin() as connection:
        connection.execute(text("update daily_activity set posts = 7"))
        connection.execute(text("insert into daily_activity values ('2020-02-29', 1, 1, 1)"))

    wrong = {(d.table, d.key, d.field) for d in verify() if d.key == "2020-02-29"}
    assert wrong == {("daily_activity", "2020-02-29", "(row)")}
    assert len(verify()) == 2
    assert maintenance.rebuild(database.owner)["daily_activity"] == 2
    assert verify() == []


def test_a_command_does_not_read_the_journal_which_grows_for_ever(database, register):
    statements = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(database.writing, "before_cursor_execute", note)
    register("Ann")
    event.remove(database.writing, "before_cursor_execute", note)

    assert any("waiting_activity" in statement for statement in statements)
    assert not any(re.search(r"(from|join) events", each, re.IGNORECASE) for each in statements)
