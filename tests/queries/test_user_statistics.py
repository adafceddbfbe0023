import re

import pytest
from sqlalchemy import event, text

from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden, StatisticsIncomplete
from projections import maintenance
from queries.find_users import FindUsers
from queries.list_active_users import ListActiveUsers
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


@pytest.mark.parametrize("viewer", [Actor(Role.MEMBER), Actor(reads_as_guest=True)])
def test_members_and_guests_count_active_people_only(ask, database, person, viewer):
    for name, status in (("Ann", "inactive"), ("Bob", "suspended")):
        person(name, status=status)
    person("Cid"), person("Dan")
    with database.owner.begin() as connection:
        connection.execute(text("update user_statistics set total_posts = 3 where slot = 0"))

    assert ask(UserStatistics(), viewer) == Statistics(2, 2, None, None, 3, 1.5)


def test_the_three_statuses_sum_to_the_total_for_all_staff(ask, person):
    for number, status in enumerate(["active", "inactive", "inactive", "suspended"]):
        person(f"P{number}", status=status)

    for role in (Role.MODERATOR, Role.AUDITOR, Role.ADMIN):
        told = ask(UserStatistics(), Actor(role))
        assert told.active_users + told.inactive_users + told.suspended_users == told.total_users


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


READS = [
    UserStatistics(),
    ListActiveUsers(),
    ListActiveUsers(page=2),
    ListActiveUsers(search="ann"),
    FindUsers(),
    FindUsers(sort="name"),
    FindUsers(status="suspended"),
    FindUsers(role=Role.MODERATOR),
    FindUsers(inactive=True),
]


@pytest.mark.parametrize("query", READS, ids=repr)
@pytest.mark.parametrize(
    "spoil",
    [
        "delete from user_statistics where slot = 7",
        "delete from user_statistics",
        "insert into user_statistics values (32, 1, 1, 0, 0, 0, 1, 0, 0, 0)",
    ],
)
def test_other_than_32_rows_are_never_added_up(query, spoil, ask, database, person):
    person("Ann")
    person("Bob", status="suspended")
    ask(query)
    with database.owner.begin() as connection:
        connection.execute(text(spoil))

    try:
        with pytest.raises(StatisticsIncomplete, match="rollcall projections rebuild"):
            ask(query)
    finally:
        maintenance.rebuild(database.owner)
    ask(query)
