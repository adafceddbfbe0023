"""Two tabs, one profile: nothing is lost, and nothing is saved twice."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from commands.publish_post import PublishPost
from domain.ids import new_id


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


def name_of(page: Page) -> Locator:
    return page.get_by_label("Name", exact=True)


def bio_of(page: Page) -> Locator:
    return page.get_by_label("Bio", exact=True)


def test_what_only_one_tab_changed_is_merged_without_a_question(tabs):
    first, second = tabs
    name_of(second).fill("Ann Renamed")
    save(second)
    expect(second.get_by_text("Your name is saved.")).to_be_visible()

    bio_of(first).fill("Written in the first tab.")
    save(first)

    told = "Your bio is saved. Your name was changed elsewhere meanwhile."
    expect(first.get_by_text(told)).to_be_visible()
    expect(name_of(first)).to_have_value("Ann Renamed")
    expect(first.get_by_role("radio")).to_have_count(0)
    assert saved_name(second) == "Ann Renamed"
    expect(bio_of(second)).to_have_value("Written in the first tab.")


def test_a_field_that_both_changed_shows_yours_theirs_and_the_original(tabs):
    first, second = tabs
    name_of(first).fill("Ann One")
    bio_of(first).fill("Written in the first tab.")
    save(first)
    expect(first.get_by_text("Your name and bio are saved.")).to_be_visible()

    name_of(second).fill("Ann Two")
    save(second)

    heading = second.get_by_role("heading", name=re.compile("was changed while"))
    expect(heading).to_be_focused()
    expect(second.get_by_role("group")).to_have_count(2)  # one more is the theme
    expect(bio_of(second)).to_have_value("Written in the first tab.")
    names = second.get_by_role("group", name="Which name to keep")
    expect(names.get_by_role("radio", name="Yours Ann Two")).to_be_checked()
    expect(name_of(second)).to_have_accessible_description(re.compile("changed elsewhere too"))
    second.keyboard.press("Tab")
    second.keyboard.press("ArrowDown")
    expect(names.get_by_role("radio", name="Theirs Ann One")).to_be_checked()
    expect(name_of(second)).to_have_value("Ann One")
    expect(second.get_by_role("button", name="Save profile")).to_have_attribute(
        "aria-disabled", "true"
    )
    second.keyboard.press("ArrowDown")
    expect(names.get_by_role("radio", name="Original Ann", exact=True)).to_be_checked()
    names.get_by_role("radio", name="Yours Ann Two").click()
    save(second)
    expect(second.get_by_text("Your name is saved.")).to_be_visible()
    expect(second.get_by_role("radio")).to_have_count(0)

    assert saved_name(first) == "Ann Two"
    expect(bio_of(first)).to_have_value("Written in the first tab.")


def test_the_same_change_in_both_tabs_is_no_question(tabs):
    first, second = tabs
    for tab in tabs:
        name_of(tab).fill("Ann Lee")
    save(first)
    expect(first.get_by_text("Your name is saved.")).to_be_visible()

    save(second)

    expect(second.get_by_text("Your name is saved.")).to_be_visible()
    expect(second.get_by_role("radio")).to_have_count(0)


def test_two_tabs_that_edit_one_post_lose_nothing(visit, site, member):
    email = member("Ann")
    site.do(PublishPost(command_id=new_id(), text="Good morning"), site.actor(email))
    first = visit(f"/people/{site.actor(email).user_id}", email=email)
    second = visit.watched(first.context.new_page())
    second.goto(first.url)
    dialogs = []
    for tab, words in ((first, "Good evening"), (second, "Good night")):
        tab.get_by_role("button", name="Edit post").click()
        dialogs.append(tab.get_by_role("dialog", name="Edit post"))
        dialogs[-1].get_by_label("Text", exact=True).fill(words)
    dialogs[0].get_by_role("button", name="Save post").click()
    expect(first.get_by_text("Your post is saved.")).to_be_visible()

    dialogs[1].get_by_role("button", name="Save post").click()

    texts = dialogs[1].get_by_role("group", name="Which text to keep")
    expect(texts.get_by_role("radio", name="Yours Good night")).to_be_checked()
    expect(texts.get_by_role("radio", name="Original Good morning")).to_be_visible()
    texts.get_by_role("radio", name="Theirs Good evening").click()
    expect(dialogs[1].get_by_label("Text", exact=True)).to_have_value("Good evening")
    dialogs[1].get_by_label("Text", exact=True).fill("Good evening and good night")
    dialogs[1].get_by_role("button", name="Save post").click()
    expect(second.get_by_text("Your post is saved.")).to_be_visible()
    expect(second.locator(".post-text")).to_have_text("Good evening and good night")


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
