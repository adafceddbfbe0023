"""Moments as people read them: how long ago by the calendar, and days in lists after a week."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from domain.ids import new_id
from tests.site import Site

JOINED = datetime(2024, 1, 31, 12, 0, tzinfo=UTC)
# Leap years, short months, and the last minute before each next unit.
AGO = [
    (timedelta(seconds=40), "just now"),
    (timedelta(seconds=50), "1 minute ago"),
    (timedelta(minutes=59, seconds=59), "59 minutes ago"),
    (timedelta(minutes=60), "1 hour ago"),
    (timedelta(hours=23, minutes=59), "23 hours ago"),
    (timedelta(days=6, hours=23), "6 days ago"),
    (timedelta(days=7), "1 week ago"),
    (datetime(2024, 2, 29, 11, 59, tzinfo=UTC), "4 weeks ago"),
    (datetime(2024, 2, 29, 12, 0, tzinfo=UTC), "1 month ago"),
    (datetime(2024, 3, 30, 12, 0, tzinfo=UTC), "1 month ago"),
    (datetime(2024, 3, 31, 12, 0, tzinfo=UTC), "2 months ago"),
    (datetime(2025, 1, 31, 11, 59, tzinfo=UTC), "11 months ago"),
    (datetime(2025, 1, 31, 12, 0, tzinfo=UTC), "1 year ago"),
    (datetime(2026, 1, 31, 11, 59, tzinfo=UTC), "1 year ago"),
    (datetime(2026, 1, 31, 12, 0, tzinfo=UTC), "2 years ago"),
]


@pytest.fixture
def newcomer(site: Site, member) -> Iterator[str]:
    """Somebody who joined at that moment; afterwards, when the days of the site count it."""
    email = member(f"Newcomer {new_id().hex[-8:]}")
    user_id = site.actor(email).user_id
    really = _joins(site, user_id, JOINED)
    yield email
    _joins(site, user_id, really)


def _joins(site: Site, user_id: UUID | None, moment: datetime) -> datetime:
    """Let somebody have joined at this moment; when it was before."""
    mine = {"at": moment, "id": user_id}
    with site.database.owner.begin() as connection:
        before = connection.scalar(text("select inserted_at from users where id = :id"), mine)
        for change in ("users set inserted_at = :at", "user_summaries set created_at = :at"):
            connection.execute(text(f"update {change} where id = :id"), mine)
    return before


def at(page: Page, moment: datetime | timedelta) -> None:
    page.clock.set_fixed_time(JOINED + moment if isinstance(moment, timedelta) else moment)


def test_what_is_past_is_told_in_whole_units_of_the_calendar(visit, site: Site, newcomer, times):
    page = visit("about:blank", email=newcomer, timezone_id="UTC")
    path = f"/people/{site.actor(newcomer).user_id}"
    for moment, words in AGO[:: times(3, 1)]:
        at(page, moment)
        page.goto(path)
        joined = page.get_by_text("Joined ").locator("time")
        expect(joined).to_have_text(f"{words} (31 January 2024 at 12:00)")


def test_lists_show_the_day_after_a_week(visit, newcomer):
    page = visit("about:blank", email=newcomer, timezone_id="Asia/Tokyo")
    for moment, words in [
        (timedelta(days=6, hours=23), "6 days ago"),
        (timedelta(days=7), "31 Jan 2024"),
    ]:
        at(page, moment)
        page.goto(f"/?q={newcomer}")
        expect(page.locator(".person-joined time")).to_contain_text(words)
        expect(page.locator(".person-joined time")).to_have_attribute(
            "title", "31 January 2024 at 21:00"
        )
