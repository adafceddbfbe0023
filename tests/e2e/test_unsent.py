"""Whoever leaves text that was typed and not sent is asked first; nobody else is."""

import re

import pytest
from playwright.sync_api import Page, expect

from commands.publish_post import PublishPost
from domain.ids import new_id

UNSENT = "Half a thought"


@pytest.fixture
def page(visit, site, member):
    """The own page of somebody with one post."""
    email = member("Ann")
    ann = site.actor(email)
    site.do(PublishPost(command_id=new_id(), text="Good morning"), ann)
    return visit(f"/people/{ann.user_id}", email=email)


def reloaded(page: Page, *, stay: bool = True) -> list[str]:
    """The questions of the browser as the page is to be loaded again."""
    asked: list[str] = []

    def answer(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss() if stay else dialog.accept()

    page.on("dialog", answer)
    page.evaluate("setTimeout(() => location.reload())")
    page.wait_for_timeout(500)
    page.remove_listener("dialog", answer)
    return asked


def write_post(page: Page):
    return page.get_by_label("Write a post")


def edit_post(page: Page):
    page.get_by_role("button", name="Edit post").click()
    return page.get_by_role("dialog").get_by_label("Text", exact=True)


def profile(page: Page):
    page.goto("/profile")
    return page.get_by_label("Bio", exact=True)


def email_address(page: Page):
    page.goto("/account")
    return page.get_by_label("New e-mail address")


FORMS = [write_post, edit_post, profile, email_address]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_a_reload_of_unsent_text_asks_first(page, form):
    field = form(page)
    field.fill(UNSENT)

    assert reloaded(page) == ["beforeunload"]

    expect(field).to_have_value(UNSENT)
    field.press("Control+Enter")  # the page is connected as before
    expect(page.get_by_text(re.compile("is published|is saved|name@example.org"))).to_be_visible()


@pytest.mark.parametrize("way", ["Next", "0 Followers", "0 Following"])
def test_text_is_asked_about_on_other_parts_of_the_page_too(visit, site, member, way):
    email = member("Ann")
    ann = site.actor(email)
    for number in range(21):
        site.do(PublishPost(command_id=new_id(), text=f"Post {number}"), ann)
    page = visit(f"/people/{ann.user_id}", email=email)
    write_post(page).fill(UNSENT)

    page.get_by_role("link", name=way).click()
    expect(write_post(page)).to_be_hidden()

    assert reloaded(page) == ["beforeunload"]
    page.get_by_role("link", name="People", exact=True).click()
    question = page.get_by_role("dialog", name="Leave without saving?")
    question.get_by_role("button", name="Keep editing").click()
    page.go_back()
    expect(write_post(page)).to_have_value(UNSENT)


def test_the_reason_of_a_suspension_is_not_left_without_a_question(visit, site, member):
    person = site.actor(member("Ann")).user_id
    page = visit(f"/admin/people/{person}", email=site.register("Mo", role="moderator"))
    page.get_by_role("button", name="Suspend", exact=True).click()
    page.get_by_label("Reason").fill(UNSENT)

    assert reloaded(page) == ["beforeunload"]

    expect(page.get_by_label("Reason")).to_have_value(UNSENT)


def test_another_page_asks_first_and_leaving_drops_the_text(page):
    write_post(page).fill(UNSENT)
    people = page.get_by_role("link", name="People", exact=True)
    question = page.get_by_role("dialog", name="Leave without saving?")

    people.click()
    expect(question.get_by_role("button", name="Keep editing")).to_be_focused()
    page.keyboard.press("Enter")
    expect(question).to_be_hidden()
    expect(write_post(page)).to_have_value(UNSENT)

    people.click()
    question.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="People", level=1)).to_be_visible()
    page.go_back()
    expect(write_post(page)).to_have_value("")


def test_nobody_is_asked_who_typed_nothing_or_has_sent_it(page):
    expect(write_post(page)).to_be_visible()
    assert reloaded(page) == []

    write_post(page).fill("A whole thought")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Your post is published.")).to_be_visible()
    assert reloaded(page) == []

    write_post(page).fill("x")
    write_post(page).fill("")
    assert reloaded(page) == []


def test_a_dialog_that_was_closed_and_a_password_ask_nothing(page):
    edit_post(page).fill(UNSENT)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert reloaded(page) == []

    page.goto("/account")
    page.get_by_label("Current password", exact=True).fill(UNSENT)
    assert reloaded(page) == []
