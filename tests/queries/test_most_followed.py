import random
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import text

from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden
from domain.ids import new_id
from queries import most_followed
from queries.most_followed import Followed, MostFollowed

MEMBER = Actor(Role.MEMBER, new_id())


ONE_LEFT = """
with gone as (
    delete from follows where id in (select distinct on (followed_id) id from follows)
    returning followed_id
)
update user_summaries set follower_count = follower_count - 1
where id in (select followed_id from gone)
"""
PLAINLY = text("""
select users.id, users.name, count(*)
from users join follows on followed_id = users.id
where users.status = 'active' and follows.inserted_at >= :month
group by users.id order by count(*) desc, fold(users.name), users.id limit :shown
""")


@pytest.fixture
def month(today):
    """When this one began."""
    return datetime.combine(today.replace(day=1), time.min, UTC)


@pytest.fixture
def earlier(month):
    return month - timedelta(1)


@pytest.fixture
def fame(person, follow, month, earlier):
    """Add somebody who joined earlier, with so many followers; some of these are not active."""

    def fame(name, followers, since=month, created_at=earlier, **fields):
        counted = {"email": name, "follower_count": followers, "created_at": created_at}
        user_id = person(name, **counted, **fields)
        for n in range(followers):
            status = ("active", "inactive")[n % 2]
            follow(person("F", email=f"{n} of {name}", status=status), user_id, since)
        return user_id

    return fame


@pytest.fixture
def crowd(people, add, month):
    """Add 25 people, some of whom are namesakes, and who of them follow each other since when."""

    def crowd(dice):
        instants = [month + n * timedelta(microseconds=1) for n in (-9, -2, -1, 0, 1, 9)]
        persons = [_somebody(dice, n, dice.choice(instants)) for n in range(25)]
        fame = [dice.paretovariate(1) for _ in persons]
        pairs = {tuple(dice.choices(range(25), fame, k=2)) for _ in range(dice.choice((5, 99)))}
        follows = [(one, other) for one, other in sorted(pairs) if one != other]
        for _, followed in follows:
            persons[followed]["follower_count"] += 1
        ids = people(*persons)
        add("follows", *(_follow(dice, persons, ids, pair, instants) for pair in follows))

    return crowd


def _somebody(dice, number, created_at):
    name, status = dice.choice(("Ann", "ann", "Änne", "Bob")), dice.choice(("active", "inactive"))
    return {
        "name": name,
        "email": f"{number}@example.org",
        "status": status,
        "created_at": created_at,
        "follower_count": 0,
    }


def _follow(dice, persons, ids, pair, instants):
    """Nobody is followed before joining."""
    joined = max(persons[number]["created_at"] for number in pair)
    since = dice.choice([instant for instant in instants if instant >= joined])
    follower, followed = (ids[number] for number in pair)
    return {"id": new_id(), "follower_id": follower, "followed_id": followed, "inserted_at": since}


def test_who_gained_most_in_this_month_comes_first(ask, fame, month):
    ann, bob = fame("Ann", 1), fame("Bob", 3)
    fame("Cid", 4, since=month - timedelta(microseconds=1))

    assert ask(MostFollowed(), MEMBER) == (Followed(bob, "Bob", 3), Followed(ann, "Ann", 1))


def test_equals_are_in_the_order_of_their_names_without_regard_to_case_and_accents(ask, fame):
    for name in ("dora", "Émile", "Cid", "Frank"):
        fame(name, 2)

    assert [each.name for each in ask(MostFollowed())] == ["Cid", "dora", "Émile", "Frank"]


def test_namesakes_are_counted_apart(ask, fame, person, follow, month):
    first = fame("Ann", 1)
    second = person("Ann", email="other", follower_count=1)
    follow(first, second, month)

    assert [(each.id, each.gained) for each in ask(MostFollowed())] == [(first, 1), (second, 1)]


def test_a_follower_who_left_does_not_count(ask, fame, database, month):
    fame("Ann", 2)
    fame("New", 3, created_at=month)
    with database.owner.begin() as connection:
        connection.exec_driver_sql(ONE_LEFT)

    assert [each.gained for each in ask(MostFollowed())] == [2, 1]


def test_who_joined_in_this_month_has_gained_all_followers(ask, fame, month, earlier):
    fame("Old", 2, since=month - timedelta(microseconds=1), created_at=earlier)
    fame("New", 1, created_at=month)

    assert [(each.name, each.gained) for each in ask(MostFollowed())] == [("New", 1)]


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_only_active_people_are_shown_even_to_staff(ask, fame, status):
    fame("Ann", 1, status=status)

    assert ask(MostFollowed()) == ()


def test_ten_are_enough(ask, fame):
    for n in range(11):
        fame(f"P{n:02}", 12 - n)

    assert [each.name for each in ask(MostFollowed())] == [f"P{n:02}" for n in range(10)]


def test_who_has_few_followers_and_gained_most_of_them_now_is_not_missed(
    ask, fame, monkeypatch, earlier
):
    monkeypatch.setattr(most_followed, "LIMIT", 2)
    for n in range(4):
        fame(f"Old {n}", 5 + n, since=earlier)
        fame(f"New {n}", 1 + n)

    for famous in (), (1, 2, 3), (1, 2, 6), (100,):
        monkeypatch.setattr(most_followed, "FAMOUS", famous)
        assert [each.name for each in ask(MostFollowed())] == ["New 3", "New 2"]


def test_who_gained_less_than_the_best_known_have_is_shown_while_there_is_room(
    ask, fame, monkeypatch, month, earlier
):
    monkeypatch.setattr(most_followed, "FAMOUS", (2,))
    for name, followers, since in ("A", 3, month), ("B", 2, earlier), ("C", 1, month):
        fame(name, followers, since=since)

    assert [each.name for each in ask(MostFollowed())] == ["A", "C"]


@pytest.mark.parametrize("seed", range(20))
def test_it_is_what_a_count_of_all_follows_says(ask, database, crowd, monkeypatch, seed, month):
    crowd(random.Random(seed))
    for shown in (1, 3, 10):
        with database.owner.connect() as connection:
            rows = connection.execute(PLAINLY, {"month": month, "shown": shown}).all()
        for famous in (), (1, 4), (10,), (50,):
            monkeypatch.setattr(most_followed, "LIMIT", shown)
            monkeypatch.setattr(most_followed, "FAMOUS", famous)
            assert ask(MostFollowed()) == tuple(Followed(*row) for row in rows), famous


def test_guests_see_nobody_unless_the_directory_is_open(ask):
    with pytest.raises(Forbidden):
        ask(MostFollowed(), GUEST)
    assert ask(MostFollowed(), Actor(reads_as_guest=True)) == ()
