from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import insert

from domain.access import GUEST
from domain.errors import Forbidden
from domain.user import User
from projections import maintenance
from queries.sign_ups_over_time import SignUps, SignUpsOverTime

TODAY = datetime.now(UTC).replace(hour=12, minute=0)


def joined(database, *days_ago):
    rows = [
        User.new(
            name="Ann", email=f"a{n}@example.org", password_hash="x", now=TODAY - timedelta(days)
        ).model_dump()
        for n, days in enumerate(days_ago)
    ]
    with database.owner.begin() as connection:
        connection.execute(insert(User), rows)
    maintenance.rebuild(database.owner)


def test_each_of_thirty_days_has_its_count_and_gaps_are_zero(ask, database):
    joined(database, 0, 0, 2, 29, 30, 59, 60)

    series = ask(SignUpsOverTime(span="30d"))

    counts = {point.start: point.count for point in series.points}
    assert list(counts) == [TODAY.date() - timedelta(29 - n) for n in range(30)]
    assert [counts[TODAY.date() - timedelta(n)] for n in (0, 1, 2, 29)] == [2, 0, 1, 1]
    assert (series.joined, series.joined_before) == (4, 2)


def test_twelve_months_end_with_this_one(ask, database):
    joined(database, 0, 45)

    series = ask(SignUpsOverTime(span="12m"))

    assert len(series.points) == 12
    assert series.points[-1].start == TODAY.date().replace(day=1)
    assert (series.joined, series.points[-1].count) == (2, 1)


def test_all_begins_with_the_first_person(ask, database):
    joined(database, 0, 800)

    series = ask(SignUpsOverTime(span="all"))

    assert series.points[0] == SignUps((TODAY - timedelta(800)).date().replace(day=1), 1)
    assert (series.joined, series.joined_before) == (2, None)


def test_nobody_yet_is_one_month_of_zero(ask):
    assert ask(SignUpsOverTime(span="all")).points == (SignUps(TODAY.date().replace(day=1), 0),)


def test_guests_see_nothing_and_other_spans_do_not_exist(ask):
    with pytest.raises(Forbidden):
        ask(SignUpsOverTime(), GUEST)
    with pytest.raises(ValidationError):
        SignUpsOverTime(span="1d")
