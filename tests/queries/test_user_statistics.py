import re

import pytest
from sqlalchemy import event, text

from domain.access import GUEST
from domain.errors import Forbidden
from queries.user_statistics import Statistics, UserStatistics


def test_an_empty_directory_has_zeros(ask):
    assert ask(UserStatistics()) == Statistics(0, 0, 0, 0, 0, 0.0)


def test_every_status_is_counted_and_posts_are_averaged(ask, database, person):
    for name, status in (("Ann", "inactive"), ("Bob", "suspended")):
        person(name, status=status)
    person("Cid")
    with database.owner.begin() as connection:
        connection.execute(text("update user_statistics set total_posts = 2 where slot in (0, 31)"))

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
