from datetime import UTC, datetime, time, timedelta

import pytest
from pydantic import ValidationError

from domain.access import GUEST
from domain.errors import Forbidden
from domain.values import Status
from queries.sign_ups_over_time import SignUps, SignUpsOverTime

TODAY = datetime.now(UTC).date()
NOON = datetime.combine(TODAY, time(12), UTC)


@pytest.fixture
def joined(people):
    """Add people who joined so many days ago."""

    def joined(*days_ago):
        days = enumerate(NOON - timedelta(days) for days in days_ago)
        people(*({"name": "Ann", "email": f"a{n}", "created_at": at} for n, at in days))

    return joined


def test_those_of_the_last_thirty_days_count_and_of_the_thirty_before(ask, joined):
    joined(0, 0, 2, 29, 30, 59, 60)

    assert ask(SignUpsOverTime(span="30d")) == SignUps(4, 2)


def test_days_begin_at_midnight_of_utc(ask, people):
    midnight = datetime.combine(TODAY - timedelta(29), time.min, UTC)
    moments = midnight, midnight - timedelta(microseconds=1)
    people(*({"name": "Ann", "email": f"{at}", "created_at": at} for at in moments))

    assert ask(SignUpsOverTime(span="30d")) == SignUps(1, 1)


def test_twelve_months_begin_with_the_first_day_of_a_month(ask, joined):
    month = TODAY.year * 12 + TODAY.month - 1 - 11
    first = TODAY.replace(year=month // 12, month=month % 12 + 1, day=1)
    ago = (TODAY - first).days
    joined(0, ago, ago + 1, 2 * ago + 1, 2 * ago + 2)

    assert ask(SignUpsOverTime(span="12m")) == SignUps(2, 2)


def test_all_is_everybody_and_has_no_span_before(ask, joined):
    assert ask(SignUpsOverTime(span="all")) == SignUps(0, None)

    joined(0, 800)

    assert ask(SignUpsOverTime(span="all")) == SignUps(2, None)


def test_everybody_counts_whatever_the_status_today(ask, people):
    people(*({"name": status, "status": status} for status in Status))

    assert ask(SignUpsOverTime()).joined == 3


def test_guests_see_nothing_and_other_spans_do_not_exist(ask):
    with pytest.raises(Forbidden):
        ask(SignUpsOverTime(), GUEST)
    with pytest.raises(ValidationError):
        SignUpsOverTime(span="1d")
