from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.time_zones import Day, TimeZone, day_begins, day_ends


@pytest.mark.parametrize(
    ("zone", "day", "begins", "ends"),
    [
        ("UTC", (2026, 12, 1), (2026, 12, 1, 0), (2026, 12, 2, 0)),
        ("Pacific/Auckland", (2026, 12, 1), (2026, 11, 30, 11), (2026, 12, 1, 11)),
        ("America/New_York", (2026, 3, 8), (2026, 3, 8, 5), (2026, 3, 9, 4)),  # of 23 hours
        ("America/New_York", (2026, 11, 1), (2026, 11, 1, 4), (2026, 11, 2, 5)),  # of 25 hours
        ("Africa/Cairo", (2026, 4, 24), (2026, 4, 23, 22), (2026, 4, 24, 21)),  # has no midnight
        ("Pacific/Apia", (2011, 12, 30), (2011, 12, 30, 10), (2011, 12, 30, 10)),  # never was
    ],
)
def test_a_day_is_that_of_its_time_zone(zone, day, begins, ends):
    assert day_begins(date(*day), zone) == datetime(*begins, tzinfo=UTC)
    assert day_ends(date(*day), zone) == datetime(*ends, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_the_ends_of_the_calendar_are_days_as_well(zone):
    begin, end = day_begins(date.min, zone), day_ends(date.max, zone)

    assert begin - timedelta(1) < end + timedelta(1)  # neither is beyond what can be compared


@pytest.mark.parametrize(
    "zone", ["Asia/Calcutta", "US/Pacific", "Europe/Kyiv", "Etc/GMT+12", "UTC"]
)
def test_names_that_browsers_report_are_known(zone):
    assert TypeAdapter(TimeZone).validate_python(zone) == zone


@pytest.mark.parametrize(
    "zone",
    [
        "",
        "Mars/Base",
        "europe/berlin",
        "../../etc/passwd",
        "/etc/passwd",
        "UTC\x00",
        "UTC ",
        "x" * 5000,
    ],
)
def test_nothing_else_is_a_time_zone(zone):
    with pytest.raises(ValidationError, match="Enter a time zone such as"):
        TypeAdapter(TimeZone).validate_python(zone)


@pytest.mark.parametrize("day", ["soon", "20260101", 20260101, "2026-1-1", "2026-01-01T00:00", " "])
def test_a_day_is_written_with_dashes(day):
    with pytest.raises(ValidationError, match="Enter a day such as"):
        TypeAdapter(Day).validate_python(day)
