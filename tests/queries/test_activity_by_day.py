from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden
from domain.ids import new_id
from queries.activity_by_day import ActivityByDay, ActivityPoint


@pytest.fixture
def month(today):
    """The first day of this one."""
    return today.replace(day=1)


@pytest.fixture
def days(add, today):
    """So many sign-ups, posts and sign-ins so many days ago."""

    def days(counts):
        for ago, (sign_ups, posts, sign_ins) in counts.items():
            row = {"sign_ups": sign_ups, "posts": posts, "sign_ins": sign_ins}
            add("daily_activity", row | {"day": today - timedelta(ago)})

    return days


def test_each_of_thirty_days_has_its_counts_and_gaps_are_zeros(ask, days, today):
    days({0: (1, 2, 3), 2: (4, 0, 0), 29: (0, 5, 6), 30: (9, 9, 9)})

    points = ask(ActivityByDay(span="30d")).points

    counted = {0: (1, 2, 3), 2: (4, 0, 0), 29: (0, 5, 6)}
    assert points == tuple(
        ActivityPoint(today - timedelta(ago), *counted.get(ago, (0, 0, 0)))
        for ago in reversed(range(30))
    )


def test_months_are_sums_of_their_days(ask, days, today, month):
    first_of_last_month = (month - timedelta(1)).replace(day=1)
    ago = (today - first_of_last_month).days
    days({0: (1, 2, 3), ago: (10, 0, 0), ago - 1: (5, 7, 9), 800: (1, 1, 1)})

    points = ask(ActivityByDay(span="12m")).points

    assert points[-2:] == (
        ActivityPoint(first_of_last_month, 15, 7, 9),
        ActivityPoint(month, 1, 2, 3),
    )
    assert {point.start.day for point in points} == {1}
    assert [point.start for point in points] == sorted({point.start for point in points})
    assert (len(points), sum(point.posts for point in points)) == (12, 9)


def test_all_begins_with_the_first_day_on_which_anything_was(ask, days, today, month):
    days({0: (1, 0, 0), 800: (0, 0, 2)})

    points = ask(ActivityByDay(span="all")).points

    assert points[0] == ActivityPoint((today - timedelta(800)).replace(day=1), 0, 0, 2)
    assert points[-1] == ActivityPoint(month, 1, 0, 0)


def test_nothing_yet_is_one_month_of_zeros(ask, month):
    assert ask(ActivityByDay(span="all")).points == (ActivityPoint(month, 0, 0, 0),)


@pytest.fixture
def set_zone(database):
    """Set the time zone of the server for new connections."""

    def alter(change):
        with database.owner.begin() as connection:
            connection.exec_driver_sql(f"alter database {database.url.database} {change}")
        database.reading.dispose()

    yield lambda zone: alter(f"set timezone = '{zone}'")
    alter("reset timezone")


@pytest.mark.parametrize("span", ["30d", "12m", "all"])
def test_members_see_the_sign_ups_of_active_people_only(ask, days, person, span):
    days({0: (3, 1, 1), 1: (2, 0, 0), 400: (5, 0, 0)})
    for ago, status in ((0, "suspended"), (1, "inactive"), (400, "suspended"), (400, "active")):
        person(f"{status} {ago}", status=status, created_at=datetime.now(UTC) - timedelta(ago))

    member, staff = (
        ask(ActivityByDay(span=span), Actor(role)).points for role in (Role.MEMBER, Role.AUDITOR)
    )

    assert [p.posts for p in member] == [p.posts for p in staff]
    fewer = sum(p.sign_ups for p in staff) - sum(p.sign_ups for p in member)
    assert fewer == (3 if span == "all" else 2)


# At any hour it is another day in one of the two.
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_days_are_those_of_utc_whatever_the_server_s_time_zone(
    ask, days, set_zone, zone, today, month
):
    days({0: (1, 0, 0), 1: (2, 0, 0)})
    set_zone(zone)

    points = ask(ActivityByDay()).points

    assert points[-2:] == (
        ActivityPoint(today - timedelta(1), 2, 0, 0),
        ActivityPoint(today, 1, 0, 0),
    )
    assert ask(ActivityByDay(span="12m")).points[-1].start == month


def test_what_is_not_counted_yet_is_told_and_not_added(ask, ann, add, database):
    assert (ask(ActivityByDay()).waiting, ask(ActivityByDay()).waiting_since) == (0, None)
    now = datetime.now(UTC)

    command = {"id": new_id(), "name": "PublishPost", "fingerprint": b"", "executed_at": now}
    add("commands", command)
    events = [{"id": new_id(), "command_id": command["id"], "name": "PostPublished",
               "user_id": ann.user_id} for _ in range(2)]  # fmt: skip
    add("events", *events)
    for event, ago in zip(events, (5, 60), strict=True):
        at = now - timedelta(seconds=ago)
        add("waiting_activity", {"event_id": event["id"], "name": event["name"],
                                 "happened_at": at})  # fmt: skip

    series = ask(ActivityByDay())
    assert (series.waiting, series.waiting_since) == (2, now - timedelta(seconds=60))
    assert sum(point.posts for point in series.points) == 0
    for_members = ask(ActivityByDay(), ann)
    assert (for_members.waiting, for_members.waiting_since) == (2, None)


def test_guests_see_nothing_and_other_spans_do_not_exist(ask):
    with pytest.raises(Forbidden):
        ask(ActivityByDay(), GUEST)
    assert len(ask(ActivityByDay(), Actor(reads_as_guest=True)).points) == 30
    with pytest.raises(ValidationError):
        ActivityByDay(span="1d")
