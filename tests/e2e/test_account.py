"""One's own account: the password, the browsers, what happened, and leaving."""

import re

import pytest
from playwright.sync_api import Page, expect

from commands.reinstate_users import ReinstateUsers
from commands.suspend_users import SuspendUsers
from commands.update_profile import UpdateProfile
from domain.ids import new_id
from tests.examples import PASSWORD

NEW_PASSWORD = "four words are better"


@pytest.fixture
def browsers(visit, member):
    """Two browsers of one person; the first shows the account."""
    email = member("Ann")
    other = visit("/", email=email)
    return visit("/account", email=email), other


def change_password(page: Page, current: str, new: str = NEW_PASSWORD) -> None:
    page.get_by_label("Current password", exact=True).fill(current)
    page.get_by_label("New password", exact=True).fill(new)
    page.get_by_role("button", name="Change password").click()


def expect_signed_out(page: Page) -> None:
    """By itself, without a click, and told why."""
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Your session has ended.")).to_be_visible()


def history(page: Page):
    return page.get_by_role("region", name="History").get_by_role("listitem")


def test_a_new_password_needs_the_current_one_and_signs_other_browsers_out(browsers):
    here, other = browsers
    change_password(here, "not my password at all")
    field = here.get_by_label("Current password", exact=True)
    expect(field).to_have_accessible_description("This is not your current password.")
    expect(field).to_be_focused()

    change_password(here, PASSWORD)

    expect(here.get_by_role("status").filter(has_text="Your password is changed")).to_be_visible()
    expect(field).to_have_value("")
    expect(history(here).first).to_contain_text("You changed your password")
    expect_signed_out(other)


def test_the_new_password_is_not_the_current_one(browsers):
    here, _ = browsers
    change_password(here, PASSWORD, PASSWORD)

    field = here.get_by_label("New password", exact=True)
    expect(field).to_have_accessible_description("Choose another password than the current one.")
    expect(field).to_be_focused()


def test_this_browser_comes_first(visit, member):
    email = member("Ann")
    here = visit("/account", email=email)
    visit("/", email=email)
    here.reload()

    places = here.get_by_role("region", name="Where you are signed in").get_by_role("listitem")
    expect(places).to_have_count(2)
    expect(places.first).to_contain_text("This browser")


def test_a_browser_is_signed_out_from_another_one(browsers):
    here, other = browsers
    places = here.get_by_role("region", name="Where you are signed in").get_by_role("listitem")
    expect(places).to_have_count(2)
    expect(places.filter(has_text="This browser")).to_have_count(1)

    here.get_by_role("button", name=re.compile("^Sign out of")).click()

    expect(places).to_have_count(1)
    expect_signed_out(other)


def test_everywhere_else_is_signed_out_at_once(browsers, findings):
    here, other = browsers
    everywhere = here.get_by_role("button", name="Sign out everywhere else")
    everywhere.click()
    dialog = here.get_by_role("dialog", name="Sign out everywhere else?")
    expect(dialog).to_have_accessible_description(re.compile("You stay signed in here"))
    assert findings(here) == []

    dialog.get_by_role("button", name="Sign out everywhere else").click()

    expect(dialog).to_be_hidden()
    expect(everywhere).to_be_hidden()
    expect_signed_out(other)


def test_the_history_says_what_one_did_and_what_was_done_to_one(visit, member, site):
    email = member("Ann")
    ann, ada = site.actor(email), site.actor(member("Ada", role="admin"))
    mine = {"user_id": ann.user_id, "version": 1, "name": "Ann Lee", "bio": ""}
    site.do(UpdateProfile(command_id=new_id(), **mine), ann)
    everybody = {ann.user_id}
    site.do(SuspendUsers(command_id=new_id(), user_ids=everybody, reason="Spam"), ada)
    site.do(ReinstateUsers(command_id=new_id(), user_ids=everybody), ada)

    page = visit("/account", email=email)

    expect(page.get_by_role("navigation", name="Pages")).to_have_count(0)
    expect(history(page)).to_contain_text(
        [
            "You signed in",
            "Reinstated by Ada",
            "Suspended by Ada: Spam",
            "You changed your name",
            "You signed in",
            "You signed up",
        ]
    )
    changed = history(page).filter(has_text="You changed your name")
    expect(changed.locator("del")).to_have_text("Before, name: Ann")
    expect(changed.locator("ins")).to_have_text("After, name: Ann Lee")


def test_whoever_did_something_to_one_is_a_link_to_them(visit, member, site):
    email = member("Ann")
    ann, mia = site.actor(email), site.actor(member("Mia", role="moderator"))
    everybody = {ann.user_id}
    site.do(SuspendUsers(command_id=new_id(), user_ids=everybody, reason="Spam"), mia)
    site.do(ReinstateUsers(command_id=new_id(), user_ids=everybody), mia)
    page = visit("/account", email=email)

    history(page).filter(has_text="Reinstated by").get_by_role("link", name="Mia").click()

    expect(page).to_have_url(re.compile(f"/people/{mia.user_id}$"))


def test_the_next_page_of_the_history_stays_in_view(visit, member, site):
    email = member("Ann")
    for _ in range(25):
        site.token(email)
    page = visit("/account", email=email)
    pages = page.get_by_role("navigation", name="Pages")
    expect(pages).to_contain_text("1–20 of 27")

    pages.get_by_role("link", name="Next").click()

    expect(pages).to_contain_text("21–27 of 27")
    expect(page.get_by_role("status").filter(has_text="21 to 27 of 27 entries")).to_have_count(1)
    expect(history(page).first).to_be_in_viewport()
    assert page.evaluate("scrollY") > 0
    expect(pages).to_be_focused()


def test_leaving_names_what_follows_and_ends_at_the_sign_in_page(visit, member, findings):
    page = visit("/account", email=member("Ann"))
    leave = page.get_by_role("button", name="Leave the directory")
    dialog = page.get_by_role("dialog", name="Leave the directory?")
    leave.click()
    expect(dialog).to_have_accessible_description(re.compile("You are signed out at once"))
    expect(dialog.get_by_role("button", name="Stay")).to_be_focused()
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(leave).to_be_focused()

    leave.click()
    dialog.get_by_role("button", name="Leave the directory").click()

    expect(page.get_by_text("You have left the directory.")).to_be_visible()
    page.goto("/account")
    expect(page).to_have_url(re.compile("/sign-in"))
