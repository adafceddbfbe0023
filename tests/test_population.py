"""The people of the bench are the same for everybody who measures."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bench import population
from projections import maintenance
from tests.facts import differences

WRITTEN = """
select md5(string_agg(line, '|' order by line)) from (
    select u::text as line from users u union all select p::text from posts p
    union all select f::text from follows f union all select e::text from events e
)
"""
INDEXES = """
select indexdef from pg_indexes where schemaname = 'public'
union all select pg_get_constraintdef(oid) from pg_constraint order by 1
"""
LEGACY = """
select count(*) filter (where email like '%@legacy.example.io') as theirs,
    max(place) filter (where email like '%@legacy.example.io') as newest
from (select email, row_number() over (order by id) as place from users)
"""


@pytest.fixture
def load(database):
    def load(people, **other):
        database.empty()
        population.load(database.url.render_as_string(hide_password=False), people, **other)

    return load


@pytest.fixture
def one(database):
    def one(query):
        with database.owner.connect() as connection:
            return connection.execute(text(query)).one()

    return one


def test_a_seed_and_a_day_make_the_same_people_everywhere(load, one):
    load(40)
    first = one(WRITTEN)
    load(40)
    again = one(WRITTEN)
    load(40, seed=7)
    other_seed = one(WRITTEN)
    load(40, day=population.DAY - timedelta(days=1))

    assert first == again
    assert len({first, other_seed, one(WRITTEN)}) == 3


def test_they_are_summarized_by_the_definitions_and_indexed_as_before(load, database):
    with database.owner.connect() as connection:
        before = connection.scalars(text(INDEXES)).all()

    load(300)

    with database.owner.connect() as connection:
        assert connection.scalars(text(INDEXES)).all() == before
        assert maintenance.status(connection)["user_search"] == 300
    assert differences(database) == []


def test_only_the_oldest_have_the_old_domain(load, one):
    load(300)

    theirs, newest = one(LEGACY)

    assert 20 < theirs < 50
    assert newest <= 120


def test_everybody_has_signed_up_on_the_day_of_joining(load, one):
    load(300)

    days = "select sum(sign_ups) from daily_activity"
    joined = "select count(*) from users join history using (id) where happened_at = inserted_at"
    assert one(days) == (300,)
    assert one(joined) == (300,)
