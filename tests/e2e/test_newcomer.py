"""A newcomer signs up, is found at once, and moves the statistics with the click."""

import re

from playwright.sync_api import Page, expect

from domain.errors import BadCredentials
from tests.examples import PASSWORD

EMAIL = "Grace.Hopper@Example.org"


def figure(page: Page, label: str) -> int:
    page.goto("/statistics")
    card = page.locator(".figure", has=page.get_by_text(label, exact=True))
    expect(card).to_be_visible()
    return int(re.sub(r"[^0-9]", "", card.locator(".figure-value").inner_text()))


def expect_figure(page: Page, label: str, value: int) -> None:
    page.goto("/statistics")
    card = page.locator(".figure", has=page.get_by_text(label, exact=True))
    expect(card.locator(".figure-value")).to_have_text(f"{value:,}")


def sign_up(page: Page) -> None:
    page.get_by_role("link", name="Sign up").click()
    page.get_by_label("Name").fill("Grace Hopper")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()


def test_from_sign_up_to_being_found_and_counted(visit, member):
    other = visit("/statistics", email=member("Observer"))
    active = figure(other, "Active people")
    page = visit("/")
    expect(page).to_have_url(re.compile(r"/sign-in"))

    sign_up(page)
    expect(page.get_by_role("heading", name="People", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Grace Hopper").first).to_be_visible()
    expect_figure(other, "Active people", active + 1)

    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile(r"/sign-in"))
    page.get_by_label("E-mail").fill(EMAIL.upper())
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    page.get_by_role("link", name="Grace Hopper").last.click()
    page.get_by_role("link", name="Edit profile").click()
    page.get_by_label("Name").fill("Rear Admiral Grace")
    page.get_by_label("Bio").fill("Found the first bug.")
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_text("Your name and bio are saved.")).to_be_visible()

    other.goto("/")
    other.get_by_label("Search people").press_sequentially("RÉAR admiral")
    row = other.get_by_role("listitem").filter(has_text="Rear Admiral Grace")
    expect(row).to_be_visible()
    expect(other.get_by_role("status").first).to_contain_text("1 of")
    expect(row).to_contain_text("Found the first bug.")
    expect(row).not_to_contain_text(EMAIL)
    row.get_by_role("link").click()
    expect(other.get_by_role("heading", name="Rear Admiral Grace", level=1)).to_be_visible()
    expect(other).to_have_title("Rear Admiral Grace - Rollcall")


def test_every_mistake_is_told_beside_its_field_and_the_text_is_kept(visit, member):
    taken = member("Taken")
    page = visit("/sign-up")
    page.get_by_label("Name").fill(" ")
    page.get_by_label("E-mail").fill("grace")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Sign up").click()

    for label, error in (
        ("Name", "Enter a name."),
        ("E-mail", "Enter an e-mail address like name@example.org."),
        ("Password", "Use at least 15 characters."),
    ):
        field = page.get_by_label(label, exact=True)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(re.escape(error)))
    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_label("Password", exact=True)).to_have_value("short")

    page.get_by_label("Name").fill("Grace")
    page.get_by_label("E-mail").fill(taken.upper())
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    described = re.compile("already exists")
    expect(page.get_by_label("E-mail")).to_have_accessible_description(described)
    expect(page.get_by_label("E-mail")).to_be_focused()


def test_a_password_is_judged_while_it_is_typed_and_nobody_waits_for_that(visit):
    page = visit("/sign-up")
    field = page.get_by_label("Password", exact=True)
    field.fill("too short")
    expect(page.get_by_text("Use at least 15 characters.")).to_be_visible()
    field.fill("password password")
    judgement = page.get_by_text("Very easy to guess.")
    expect(judgement).to_be_visible()

    page.route("**/auth/strength", lambda route: route.abort("internetdisconnected"))
    field.press_sequentially(" and more")

    expect(field).to_have_value("password password and more")
    expect(judgement).to_have_count(0)


def test_a_wrong_password_and_an_unknown_address_sound_the_same(visit, member):
    page = visit("/sign-in")
    for email in (member("Known"), "nobody@example.org"):
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password", exact=True).fill("wrong wrong wrong")
        page.get_by_role("button", name="Sign in").click()
        alert = page.get_by_role("alert").filter(has_text="password is not right")
        expect(alert).to_have_text(BadCredentials.sentence)
        expect(page.get_by_label("E-mail")).to_have_value(email)
        page.reload()


def test_after_signing_in_one_is_where_one_wanted_to_be(visit, member):
    page = visit("/statistics?span=12m")
    expect(page).to_have_url(re.compile(r"/sign-in"))

    page.get_by_label("E-mail").fill(member("Traveller"))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password", exact=True).press("Enter")

    expect(page.get_by_role("heading", name="Statistics", level=1)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/statistics/?\?span=12m"))


def test_signing_out_in_one_tab_leaves_nothing_in_another(visit, member):
    page = visit("/", email=member("Two Tabs"))
    other = visit.watched(page.context.new_page())
    other.goto("/profile")
    expect(other.get_by_label("Name")).to_have_value("Two Tabs")

    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile(r"/sign-in"))

    expect(other).to_have_url(re.compile(r"/sign-in"))


def test_without_a_mail_server_a_forgotten_password_leads_to_an_administrator(visit, findings):
    page = visit("/sign-in")
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_text("This directory sends no mail.")).to_be_visible()
    page.get_by_role("button", name="Ask for a link").click()
    field = page.get_by_label("E-mail")
    expect(field).to_have_accessible_description("Enter an e-mail address like name@example.org.")
    field.fill("somebody@example.org")

    page.get_by_role("button", name="Ask for a link").click()

    expect(page.get_by_role("heading", name="Ask an administrator")).to_be_visible()
    assert findings(page) == []
