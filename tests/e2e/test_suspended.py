"""Who is suspended reads why, in every open page and without a click; nobody else does."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from commands.deactivate_user import DeactivateUser
from commands.reinstate_users import ReinstateUsers
from commands.suspend_users import SuspendUsers
from domain.ids import new_id
from queries.get_user import GetUser
from queries.reading import fetch
from tests.examples import PASSWORD

REASON = "Advertising, after a warning."


@pytest.fixture
def email(member):
    return member("Ann")


@pytest.fixture
def change(site, email):
    """Change the status of Ann from elsewhere."""
    people = {site.actor(email).user_id}
    return lambda kind, **more: site.do(kind(command_id=new_id(), user_ids=people, **more))


def expect_reason(page: Page, until: str) -> None:
    expect(page.get_by_role("heading", name="Your account is suspended")).to_be_visible()
    expect(page.get_by_role("blockquote")).to_have_text(REASON)
    expect(page.get_by_role("main")).to_contain_text(re.compile(until))


def test_who_is_suspended_while_editing_reads_why_and_saved_nothing(
    visit, email, change, site, findings
):
    page = visit("/profile", email=email)
    page.get_by_label("Bio").fill("Buy here.")
    end = datetime.now(UTC) + timedelta(days=10, minutes=1)
    change(SuspendUsers, reason=REASON, until=end)

    expect_reason(page, f"in 10 days, on {end.day} {end:%B %Y}")
    assert findings(page) == []
    page.reload()
    expect_reason(page, "in 10 days")
    change(ReinstateUsers)
    ann = site.actor(email)
    saved = fetch(GetUser(user_id=ann.user_id), ann, site.database.reading)
    assert saved.bio == ""
    page.reload()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_without_an_end_an_administrator_has_to_lift_it(visit, email, change):
    phone = {"viewport": {"width": 360, "height": 740}}
    page = visit("/", email=email, **phone)
    expect(page.locator(".person-row").first).to_be_visible()
    change(SuspendUsers, reason=REASON)

    expect_reason(page, "when an administrator lifts it")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_the_cookie_nobody_learns_of_a_suspension(visit, email, change):
    change(SuspendUsers, reason=REASON)
    stranger = visit("/sign-in")

    stranger.get_by_label("E-mail").fill(email)
    stranger.get_by_label("Password", exact=True).fill(PASSWORD)
    stranger.get_by_role("button", name="Sign in").click()

    expect(stranger.get_by_role("alert")).to_contain_text("or the password is not right")
    expect(stranger.get_by_text(REASON)).to_have_count(0)


def test_who_is_deactivated_is_at_the_sign_in_page(visit, email, change):
    page = visit("/", email=email)
    expect(page.locator(".person-row").first).to_be_visible()
    change(DeactivateUser)

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
