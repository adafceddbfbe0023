"""Two tabs, one profile: nothing is lost, and nothing is saved twice."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def tabs(visit, member):
    """Two tabs of one person, both with the form open."""
    first = visit("/profile", email=member("Ann"))
    second = visit.watched(first.context.new_page())
    second.goto("/profile")
    for tab in (first, second):
        expect(tab.get_by_label("Name", exact=True)).to_have_value("Ann")
    return first, second


def save(page: Page) -> None:
    page.get_by_role("button", name="Save profile").click()


def saved_name(page: Page) -> str:
    page.goto("/profile")
    field = page.get_by_label("Name", exact=True)
    expect(field).not_to_have_value("")
    return field.input_value()


def test_a_conflict_shows_yours_and_theirs_and_keeps_both(tabs):
    first, second = tabs
    first.get_by_label("Name", exact=True).fill("Ann One")
    save(first)
    expect(first.get_by_text("Your name is saved.")).to_be_visible()

    second.get_by_label("Name", exact=True).fill("Ann Two")
    second.get_by_label("Bio", exact=True).fill("Written in the second tab.")
    save(second)

    expect(second.get_by_role("heading", name=re.compile("was changed while"))).to_be_visible()
    names = second.get_by_role("group", name="Which name to keep")
    expect(names.get_by_role("radio", name=re.compile("Yours.*Ann Two"))).to_be_checked()
    names.get_by_role("radio", name=re.compile("Theirs.*Ann One")).click()
    expect(second.get_by_label("Name", exact=True)).to_have_value("Ann One")
    expect(second.get_by_label("Bio", exact=True)).to_have_value("Written in the second tab.")
    names.get_by_role("radio", name=re.compile("Yours.*Ann Two")).click()
    save(second)
    expect(second.get_by_text("Your name and bio are saved.")).to_be_visible()

    assert saved_name(first) == "Ann Two"


def test_what_was_said_is_not_said_again_after_a_reload(visit, member):
    page = visit("/profile", email=member("Ann"))
    page.get_by_label("Name").fill("Ann Lee")
    save(page)
    expect(page.get_by_text("Your name is saved.")).to_be_visible()

    page.reload()

    expect(page.get_by_label("Name")).to_have_value("Ann Lee")
    expect(page.get_by_text("Your name is saved.")).to_have_count(0)


def test_save_is_off_until_something_changed_and_the_keyboard_saves(visit, member):
    page = visit("/profile", email=member("Ann"))
    name, button = page.get_by_label("Name"), page.get_by_role("button", name="Save profile")
    expect(button).to_have_attribute("aria-disabled", "true")

    name.fill("Ann Lee")
    expect(button).to_have_attribute("aria-disabled", "false")
    name.fill("Ann")
    expect(button).to_have_attribute("aria-disabled", "true")
    name.fill("Ann Lee")
    page.get_by_label("Bio").press("Control+Enter")

    expect(page.get_by_text("Your name is saved.")).to_be_visible()
    expect(button).to_have_attribute("aria-disabled", "true")


def test_a_mistake_is_told_beside_the_field_and_the_text_is_kept(visit, member):
    page = visit("/profile", email=member("Ann"))
    long = "é" * 2_001
    page.get_by_label("Bio").fill(long)
    expect(page.get_by_text("2,001 of 2,000")).to_be_visible()
    page.get_by_label("Name").fill("  ")
    save(page)

    expect(page.get_by_label("Name")).to_have_accessible_description("Enter a name.")
    expect(page.get_by_label("Name")).to_be_focused()
    error = re.compile("Use at most 2,000 characters")
    expect(page.get_by_label("Bio")).to_have_accessible_description(error)
    expect(page.get_by_label("Bio")).to_have_value(long)


def test_leaving_unsaved_text_asks_first(visit, member):
    page = visit("/profile", email=member("Ann"))
    page.get_by_label("Bio").fill("Unsaved")
    people = page.get_by_role("link", name="People", exact=True)
    dialog = page.get_by_role("dialog", name="Leave without saving?")

    people.click()
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Keep editing")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("Bio")).to_have_value("Unsaved")

    people.click()
    dialog.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="People", level=1)).to_be_visible()


def test_a_double_click_saves_once(visit, member, site):
    email = member("Ann")
    page = visit("/profile", email=email)
    page.get_by_label("Name").fill("Ann Double")
    page.get_by_role("button", name="Save profile").dblclick()
    expect(page.get_by_text("Your name is saved.")).to_be_visible()

    with site.database.owner.connect() as connection:
        version = connection.exec_driver_sql(f"select version from users where email = '{email}'")
        assert version.scalar() == 2
