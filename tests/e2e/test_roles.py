"""What one may not do is not offered: not to moderators, auditors and members, nor to oneself."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text


@pytest.fixture
def path_of(site) -> Callable[[str], str]:
    """The address of a person's page for staff."""

    def path_of(email: str) -> str:
        query = text("select id from users where email = :email")
        with site.database.owner.connect() as connection:
            return f"/admin/people/{connection.scalar(query, {'email': email})}"

    return path_of


def offered(page: Page) -> list[str]:
    expect(page.locator(".history-entry").first).to_be_visible()
    return page.locator(".staff-actions button").all_inner_texts()


def test_a_moderator_suspends_members_and_nothing_more(visit, member, path_of):
    ann, admin = member("Ann Ordinary"), member("Ada Admin", role="admin")
    page = visit(path_of(ann), email=member("Mo", role="moderator"))
    assert offered(page) == ["Suspend"]
    page.get_by_role("button", name="Suspend").click()
    page.get_by_label("Reason").fill("Spam")
    page.get_by_role("dialog").get_by_role("button", name="Suspend").click()
    expect(page.get_by_text("Ann Ordinary is suspended.")).to_be_visible()
    expect(page.get_by_role("button", name="Reinstate")).to_be_visible()
    assert offered(page) == ["Reinstate"]

    page.goto(path_of(admin))
    assert offered(page) == []
    expect(page.get_by_text("Moderators act upon members and auditors.")).to_be_visible()
    page.goto("/admin/people?role=admin")
    expect(page.locator(".ledger-name").first).to_be_visible()
    expect(page.get_by_role("checkbox", name="Select Ada Admin")).to_have_count(0)


def test_what_comes_in_the_place_of_a_button_has_the_focus(visit, member, path_of):
    page = visit(path_of(member("Ann Ordinary")), email=member("Ada Admin", role="admin"))
    for action, then in (("Suspend", "Reinstate"), ("Reinstate", "Suspend")):
        button = page.get_by_role("button", name=action)
        button.focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        if action == "Suspend":
            page.keyboard.type("Spam")
        page.keyboard.press("Control+Enter")
        expect(dialog).to_have_count(0)
        heir = page.get_by_role("button", name=then)
        expect(heir).to_be_focused()
        assert heir.evaluate("button => getComputedStyle(button).outlineStyle") == "solid"


def test_an_auditor_sees_everything_and_can_change_nothing(visit, member, path_of):
    ann = member("Ann Ordinary")
    page = visit(path_of(ann), email=member("Otto", role="auditor"))
    assert offered(page) == []
    expect(page.get_by_text("Auditors look, and change nothing of others.")).to_be_visible()
    expect(page.get_by_role("link", name=ann)).to_be_visible()

    page.get_by_role("link", name="All people").first.click()
    expect(page.get_by_text(ann)).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)


def test_for_a_member_neither_page_is_there(visit, member, path_of):
    ann = member("Ann")
    page = visit("/", email=ann)
    expect(page.locator(".person-row").first).to_be_visible()
    expect(page.get_by_text("Administration")).to_have_count(0)
    for path in ("/admin/people", path_of(ann), "/admin/people/nobody"):
        page.goto(path)
        expect(page.get_by_role("heading", name="This page does not exist")).to_be_visible()


def test_a_new_role_holds_from_the_next_click(visit, member, path_of):
    ann = member("Ann Ordinary")
    hers = visit("/", email=ann)
    expect(hers.locator(".person-row").first).to_be_visible()
    expect(hers.get_by_role("link", name="All people")).to_have_count(0)
    page = visit(path_of(ann), email=member("Ada Admin", role="admin"))

    page.get_by_role("button", name="Change role").click()
    dialog = page.get_by_role("dialog", name="Change the role of Ann Ordinary")
    expect(dialog.get_by_role("radio", name="Member")).to_be_checked()
    dialog.get_by_role("button", name="Change role").click()
    expect(page.get_by_text("Ann Ordinary is a member already.")).to_be_visible()
    page.get_by_role("button", name="Change role").click()
    moderator = dialog.get_by_role("radio", name="Moderator")
    expect(moderator).to_have_accessible_description(re.compile("suspends members"))
    moderator.check()
    dialog.get_by_role("button", name="Change role").click()
    expect(page.get_by_text("Ann Ordinary is a moderator now.")).to_be_visible()
    expect(page.locator(".history-entry").first).to_contain_text("Role changed by Ada Admin")

    hers.get_by_role("link", name="Statistics").click()
    hers.get_by_role("link", name="All people").click()
    expect(hers.locator(".ledger-name").first).to_be_visible()


def test_nobody_acts_upon_themselves_so_an_administrator_is_always_left(visit, member, path_of):
    admin = member("Ada Oneself", role="admin")
    page = visit(path_of(admin), email=admin)
    assert offered(page) == []
    expect(page.get_by_text("Only others can change your role or suspend you.")).to_be_visible()

    page.goto("/admin/people?q=oneself")
    expect(page.get_by_role("link", name="Ada Oneself")).to_have_count(2)  # in the rail, too
    expect(page.get_by_role("checkbox", name="Select Ada Oneself")).to_have_count(0)


def test_a_person_who_is_not_there_is_said_so(visit, member):
    page = visit("/", email=member("Otto", role="auditor"))
    for path in ("/admin/people/0199c0de-0000-7000-8000-000000000000", "/admin/people/nobody"):
        page.goto(path)
        expect(page.get_by_role("heading", name="This person is not here")).to_be_visible()
