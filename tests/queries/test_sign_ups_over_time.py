from datetime import UTC, datetime, time, timedelta

import pytest
from pydantic import ValidationError

from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden
from domain.ids import new_id
from domain.values import Status
from projections import daily_activity
from queries.sign_ups_over_time import SignUps, SignUpsOverTime


@pytest.fixture
def now(today):
    """An instant of today."""
    return datetime.now(UTC)


@pytest.fixture
def joined(add, today):
    """People joined so many days ago, and are counted."""

    def joined(*days_ago):
        days = {today - timedelta(ago): days_ago.count(ago) for ago in days_ago}
        none = {"posts": 0, "sign_ins": 0}
        add("daily_activity", *({"day": day, "sign_ups": n} | none for day, n in days.items()))

    return joined


@pytest.fixture
def joining(add):
    """Somebody joined at this instant, and is not counted yet."""

    def joining(at, name="UserRegistered"):
        each = new_id()
        add("commands", {"id": each, "name": "Any", "fingerprint": b"", "executed_at": at})
        add("events", {"id": each, "command_id": each, "user_id": new_id(), "name": name})
        add("waiting_activity", {"event_id": each, "name": name, "happened_at": at})

    return joining


def test_those_of_the_last_thirty_days_count_and_of_the_thirty_before(ask, joined):
    joined(0, 0, 2, 29, 30, 59, 60)

    assert ask(SignUpsOverTime(span="30d")) == SignUps(4, 2)


def test_whoever_waits_to_be_counted_has_joined_and_nobody_joined_twice(ask, joined, joining, now):
    joined(0, 30)
    joining(now), joining(now - timedelta(29)), joining(now - timedelta(30))
    joining(now - timedelta(60)), joining(now, "SignedIn")

    assert ask(SignUpsOverTime(span="30d")) == SignUps(3, 2)


def test_a_sign_up_counts_from_its_commit_on_before_and_after_the_fold(ask, register, database):
    register("Ann"), register("Bob")
    assert ask(SignUpsOverTime()) == SignUps(2, 0)

    daily_activity.fold(database.writing)

    assert ask(SignUpsOverTime()) == SignUps(2, 0)


def test_days_begin_at_midnight_of_utc(ask, joining, today):
    midnight = datetime.combine(today - timedelta(29), time.min, UTC)
    joining(midnight), joining(midnight - timedelta(microseconds=1))

    assert ask(SignUpsOverTime(span="30d")) == SignUps(1, 1)


def test_twelve_months_begin_with_the_first_day_of_a_month(ask, joined, today):
    month = today.year * 12 + today.month - 1 - 11
    first = today.replace(year=month // 12, month=month % 12 + 1, day=1)
    ago = (today - first).days
    joined(0, ago, ago + 1, 2 * ago + 1, 2 * ago + 2)

    assert ask(SignUpsOverTime(span="12m")) == SignUps(2, 2)


def test_all_is_everybody_and_has_no_span_before(ask, people):
    assert ask(SignUpsOverTime(span="all")) == SignUps(0, None)

    people(*({"name": status, "status": status} for status in Status))

    assert ask(SignUpsOverTime(span="all")) == SignUps(len(Status), None)


def test_for_members_only_active_people_have_joined(ask, joined, joining, person, now):
    joined(0, 0, 1, 29, 30, 30, 59)
    joining(now)
    for ago, status in ((0, "suspended"), (29, "inactive"), (30, "suspended"), (60, "inactive")):
        person(f"{status} {ago}", status=status, created_at=now - timedelta(ago))

    assert ask(SignUpsOverTime(span="30d"), Actor(Role.MEMBER)) == SignUps(3, 2)
    assert ask(SignUpsOverTime(span="30d"), Actor(Role.AUDITOR)) == SignUps(5, 3)


def test_for_members_all_who_joined_are_the_active_ones(ask, people):
    people(*({"name": status, "status": status} for status in Status))

    assert ask(SignUpsOverTime(span="all"), Actor(Role.MEMBER)) == SignUps(1, None)


def test_guests_see_nothing_and_other_spans_do_not_exist(ask):
    with pytest.raises(Forbidden):
        ask(SignUpsOverTime(), GUEST)
    with pytest.raises(ValidationError):
        SignUpsOverTime(span="1d")
