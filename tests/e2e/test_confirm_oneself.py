"""What takes the password once more asks for it, and goes on by itself."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import text

from tests.examples import PASSWORD


@pytest.fixture
def admin(member) -> str:
    return member("Ada Admin", role="admin")


@pytest.fixture
def page(visit, member, site, admin) -> Page:
    """The page of Ann for an administrator whose password was given an hour ago."""
    query = text("select id from users where email = :email")
    with site.database.owner.connect() as connection:
        ann = connection.scalar(query, {"email": member("Ann Ordinary")})
    page = visit(f"/admin/people/{ann}", email=admin)
    site.grow_old()
    page.get_by_role("button", name="Change role").click()
    page.get_by_role("radio", name="Moderator").check()
    page.get_by_role("dialog").get_by_role("button", name="Change role").click()
    return page


@pytest.fixture
def asked(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Confirm that it is you")


def give(asked: Locator, password: str) -> None:
    asked.get_by_label("Your password", exact=True).fill(password)
    asked.get_by_role("button", name="Confirm").click()


def test_a_change_of_role_takes_the_password_and_is_then_done_by_itself(page, asked, findings):
    field = asked.get_by_label("Your password", exact=True)
    expect(field).to_be_focused()
    assert findings(page) == []
    give(asked, "not my password at all")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()

    give(asked, PASSWORD)

    expect(page.get_by_text("Ann Ordinary is a moderator now.")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Change role").click()
    page.get_by_role("radio", name="Auditor").check()
    page.get_by_role("dialog").get_by_role("button", name="Change role").click()
    expect(page.get_by_text("Ann Ordinary is an auditor now.")).to_be_visible()


def test_a_password_manager_knows_whose_password_is_asked_for(asked, admin):
    expect(asked.locator("[autocomplete=username]")).to_have_value(admin)
    expect(asked.locator("[autocomplete=username]")).to_be_hidden()


def test_who_does_not_give_it_keeps_the_form_and_changes_nothing(page, asked):
    expect(asked).to_be_visible()
    page.keyboard.press("Escape")

    expect(asked).to_have_count(0)
    dialog = page.get_by_role("dialog", name="Change the role of Ann Ordinary")
    expect(dialog.get_by_role("radio", name="Moderator")).to_be_checked()
    expect(page.locator(".facts")).to_contain_text("Member")
    dialog.get_by_role("button", name="Change role").click()
    give(asked, PASSWORD)
    expect(page.get_by_text("Ann Ordinary is a moderator now.")).to_be_visible()


def test_a_change_of_e_mail_takes_it_too(visit, member, site):
    page = visit("/account", email=member("Ann"))
    field = page.get_by_label("New e-mail address")
    expect(field).to_be_visible()
    site.grow_old()
    field.fill("ann.new@example.org")
    page.get_by_role("button", name="Change e-mail address").click()

    give(page.get_by_role("dialog", name="Confirm that it is you"), PASSWORD)

    expect(page.get_by_text("A change to ann.new@example.org is under way.")).to_be_visible()
    expect(field).to_have_value("")


def test_so_does_what_is_done_to_the_people_of_a_list(visit, member, site):
    member("Zoe Zobel")
    page = visit("/admin/people?q=Zoe+Zobel", email=member("Ada Admin", role="admin"))
    page.get_by_role("checkbox", name="Select Zoe Zobel").check()
    site.grow_old()
    page.get_by_role("button", name="Deactivate").click()
    page.get_by_role("dialog").get_by_role("button", name="Deactivate").click()

    give(page.get_by_role("dialog", name="Confirm that it is you"), PASSWORD)

    expect(page.get_by_text("1 person is deactivated.")).to_be_visible()


def test_so_does_leaving_for_good(visit, member, site):
    page = visit("/account", email=member("Ann"))
    page.get_by_role("button", name="Leave the directory").click()
    site.grow_old()
    page.get_by_role("dialog").get_by_role("button", name="Leave the directory").click()
    asked = page.get_by_role("dialog", name="Confirm that it is you")

    give(asked, PASSWORD)

    expect(page).to_have_url(re.compile("/sign-in/?.left=1"))
