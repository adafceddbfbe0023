from datetime import UTC, datetime, timedelta

import pytest

from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden
from domain.ids import new_id
from queries import most_followed
from queries.most_followed import Followed, MostFollowed

MONTH = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
MEMBER = Actor(Role.MEMBER, new_id())


@pytest.fixture
def fame(person, follow):
    """Add somebody with so many new followers; some of these are no longer active."""

    def fame(name, followers, since=MONTH, **fields):
        user_id = person(name, email=name, follower_count=followers, **fields)
        for n in range(followers):
            status = ("active", "inactive")[n % 2]
            follow(person("F", email=f"{n} of {name}", status=status), user_id, since)
        return user_id

    return fame


def test_who_gained_most_in_this_month_comes_first(ask, fame):
    ann, bob = fame("Ann", 1), fame("Bob", 3)
    fame("Cid", 4, since=MONTH - timedelta(microseconds=1))

    assert ask(MostFollowed(), MEMBER) == (Followed(bob, "Bob", 3), Followed(ann, "Ann", 1))


def test_equals_are_in_the_order_of_their_names_without_regard_to_case_and_accents(ask, fame):
    for name in ("dora", "Émile", "Cid", "Frank"):
        fame(name, 2)

    assert [each.name for each in ask(MostFollowed())] == ["Cid", "dora", "Émile", "Frank"]


def test_namesakes_are_counted_apart(ask, fame, person, follow):
    first = fame("Ann", 1)
    second = person("Ann", email="other")
    follow(first, second, MONTH)

    assert [(each.id, each.gained) for each in ask(MostFollowed())] == [(first, 1), (second, 1)]


def test_a_follower_who_left_does_not_count(ask, fame, database):
    fame("Ann", 2)
    with database.owner.begin() as connection:
        connection.exec_driver_sql(
            "delete from follows where id in (select id from follows limit 1)"
        )

    assert [each.gained for each in ask(MostFollowed())] == [1]


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_only_active_people_are_shown_even_to_staff(ask, fame, status):
    fame("Ann", 1, status=status)

    assert ask(MostFollowed()) == ()


def test_ten_are_enough(ask, fame):
    for n in range(11):
        fame(f"P{n:02}", 12 - n)

    assert [each.name for each in ask(MostFollowed())] == [f"P{n:02}" for n in range(10)]


def test_who_has_few_followers_and_gained_most_of_them_now_is_not_missed(ask, fame, monkeypatch):
    monkeypatch.setattr(most_followed, "LIMIT", 2)
    monkeypatch.setattr(most_followed, "FAMOUS", (1, 2, 3, 100))
    for n in range(4):
        fame(f"Old {n}", 5 + n, since=MONTH - timedelta(1))
        fame(f"New {n}", 1 + n)

    assert [each.name for each in ask(MostFollowed())] == ["New 3", "New 2"]


def test_guests_see_nobody_unless_the_directory_is_open(ask):
    with pytest.raises(Forbidden):
        ask(MostFollowed(), GUEST)
    assert ask(MostFollowed(), Actor(reads_as_guest=True)) == ()
