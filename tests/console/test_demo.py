from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from app.console import demo
from commands.create_admin import CreateAdmin
from commands.sign_in import SignIn
from domain.access import SYSTEM
from domain.errors import Conflict
from domain.ids import new_id
from projections import daily_activity, maintenance
from queries.activity_by_day import ActivityByDay
from queries.list_active_users import ListActiveUsers
from queries.user_statistics import UserStatistics
from tests.console.processes import eventually
from tests.examples import PASSWORD


@pytest.fixture
def load(database):
    return lambda people: demo.load(database.url.render_as_string(hide_password=False), people)


# Rows that a command would not have left; there should be none of any kind.
IMPOSSIBLE = {
    "an event before its person joined": """
        select count(*) from history join users on users.id = history.user_id
        where happened_at < inserted_at
    """,
    "a row without its event": """
        select count(*) from posts where id not in (select id from history)
        union all select count(*) from follows where id not in (select id from history)
    """,
    "a follow that only one of the two knows": """
        select count(*) filter (where name = 'FollowingStarted')
            - count(*) filter (where name = 'FollowerGained') from history
    """,
    "a last activity that nothing tells of": """
        select count(*) from users left join (
            select user_id, max(happened_at) as at from history
            where name in ('SignedIn', 'PostPublished', 'FollowingStarted') group by user_id
        ) as last on last.user_id = users.id
        where last.at is distinct from last_activity_at
    """,
    "a status that nothing tells of": """
        select count(*) from users where status <> 'active' and not exists (
            select from history where user_id = users.id and after ->> 'status' = status
        )
    """,
    "an id that is not of its moment": """
        select count(*) from history where abs(extract(epoch from
            uuid_extract_timestamp(id) - happened_at)) > 1
    """,
}

ROOT = {"email": "root@example.org", "name": "Root", "password": PASSWORD}
QUEUES = """
select count(*) from pg_locks join pg_stat_activity using (pid)
where datname = current_database() and not granted
"""


def names(database):
    with database.owner.connect() as connection:
        return connection.scalars(text("select name || email from users order by email")).all()


def test_a_thousand_people_of_many_scripts_are_listed_counted_and_true(load, ask, database):
    assert load(1_000) == 1_000

    figures = ask(UserStatistics())
    assert figures.total_users == 1_000
    assert figures.total_posts > 500
    assert any(row.follower_count > 50 for row in ask(ListActiveUsers(page_size=100)).rows)
    assert ask(ListActiveUsers()).total == figures.active_users > 900
    for search in ("müller", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "王", "김", "حداد", "佐藤"):
        assert ask(ListActiveUsers(search=search)).total > 0, search
    with database.owner.connect() as connection:
        assert list(maintenance.verify(connection)) == []
        assert (
            connection.scalar(text("select count(*) from users where password_hash is not null"))
            == 0
        )


def test_the_history_is_what_commands_would_have_left(load, database):
    load(200)

    with database.owner.connect() as connection:
        for wrong, query in IMPOSSIBLE.items():
            assert set(connection.scalars(text(query))) == {0}, wrong


def test_every_month_has_sign_ups_posts_and_sign_ins(load, ask):
    load(500)

    year = ask(ActivityByDay(span="12m")).points
    assert all(month.sign_ups and month.posts and month.sign_ins for month in year[:-1])


def test_the_demo_is_the_same_everywhere(load, database):
    load(50)
    first = names(database)
    database.empty()
    load(50)

    assert names(database) == first


def test_people_are_never_mixed_with_demo_people(load, database, ann):
    with pytest.raises(Conflict):
        load(10)
    assert len(names(database)) == 1


def test_administrators_may_be_there_before(load, do, ask):
    do(CreateAdmin(command_id=new_id(), **ROOT), SYSTEM)

    assert load(1) == 1
    assert ask(UserStatistics()).total_users == 2


@pytest.mark.parametrize("where", ["user_summaries", "daily_activity"])
def test_what_happens_meanwhile_is_not_lost(load, database, do, where):
    """Somebody who is half done when the demo begins; `where` is what they have not written yet."""

    def sign_in():
        do(SignIn(email=ROOT["email"], password=PASSWORD))

    def queues():
        with database.owner.connect() as connection:
            return connection.scalar(text(QUEUES))

    do(CreateAdmin(command_id=new_id(), **ROOT), SYSTEM)
    daily_activity.fold(database.writing)
    happens = sign_in
    if where == "daily_activity":
        sign_in()
        happens = lambda: daily_activity.fold(database.writing)  # noqa: E731
    with ThreadPoolExecutor() as pool:
        with database.owner.begin() as other:
            other.execute(text(f"select from {where} for update"))
            half_done = pool.submit(happens)
            assert eventually(lambda: queues() == 1)
            loaded = pool.submit(load, 10)
            assert eventually(lambda: queues() == 2)
        half_done.result()
        loaded.result()

    with database.owner.connect() as connection:
        assert list(maintenance.verify(connection)) == []
