import pytest
from sqlalchemy import text

from app.console import demo
from commands.create_admin import CreateAdmin
from domain.access import SYSTEM
from domain.errors import Conflict
from domain.ids import new_id
from projections import maintenance
from queries.list_active_users import ListActiveUsers
from queries.user_statistics import UserStatistics
from tests.examples import PASSWORD


@pytest.fixture
def load(database):
    return lambda people: demo.load(database.url.render_as_string(hide_password=False), people)


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
    form = {"email": "root@example.org", "name": "Root", "password": PASSWORD}
    do(CreateAdmin(command_id=new_id(), **form), SYSTEM)

    assert load(1) == 1
    assert ask(UserStatistics()).total_users == 2
