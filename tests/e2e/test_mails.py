"""Where a mail server is configured: newcomers, forgotten passwords, changes of e-mail."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.console.worker import working
from domain.ids import new_id
from tests.e2e.conftest import Visit, visiting
from tests.e2e.test_every_page import SCREENS
from tests.examples import PASSWORD
from tests.postbox import Postbox, postbox
from tests.site import Site, free_port, serve

NEW_PASSWORD = "four words are better"
VERIFY, RESET = "Confirm your e-mail address", "Choose a new password"
CONFIRM_OLD = "Confirm your change of e-mail address"
CONFIRM_NEW = "Confirm your new e-mail address"


@pytest.fixture(scope="module")
def box() -> Iterator[Postbox]:
    with postbox(free_port()) as box:
        yield box


@pytest.fixture(scope="module")
def mailing(server: str, box: Postbox) -> Iterator[Site]:
    """A site whose worker sends mails, and where only people of example.org sign up."""
    settings = {"SMTP_URL": f"smtp://127.0.0.1:{box.port}", "ROLLCALL_SIGN_UP": "example.org"}
    with serve(server, **settings) as site, working():
        yield site


@pytest.fixture
def visit(browser: Browser, mailing: Site) -> Iterator[Visit]:
    with visiting(browser, mailing) as visit:
        yield visit


def address() -> str:
    return f"{new_id().hex[-12:]}@example.org"


def sign_up(page: Page, email: str) -> None:
    page.goto("/sign-up")
    page.get_by_label("Name").fill("Grace Hopper")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def publish(page: Page) -> None:
    page.locator(".rail .account-link").click()
    page.get_by_label("Write a post").fill("Hello.")
    page.get_by_role("button", name="Publish").click()


def expect_note(page: Page, sentence: str) -> None:
    expect(page.get_by_role("status").filter(has_text=sentence)).to_be_visible()


def test_a_newcomer_posts_once_the_address_is_confirmed(visit, box, findings):
    page, email = visit("/sign-up"), address()
    sign_up(page, email)
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/check-mail/?\?for=sign-up$"))

    page.get_by_role("link", name="Back to sign in").click()
    sign_in(page, email)
    expect(page.get_by_role("link", name="Confirm your e-mail address")).to_be_visible()
    publish(page)
    refusal = page.get_by_role("alert").filter(has_text="Confirm your e-mail address first")
    expect(refusal.get_by_role("link", name="Go to your account")).to_be_visible()
    expect(page.get_by_label("Write a post")).to_have_value("Hello.")
    assert findings(page) == []

    page.goto("about:blank")
    page.goto(box.link(email, VERIFY))
    expect(page).to_have_url(re.compile(r"/verify-email/?$"))
    page.get_by_role("button", name="Confirm this e-mail address").click()

    expect_note(page, "Your e-mail address is confirmed.")
    expect(page.get_by_role("region", name="E-mail address")).to_contain_text("Confirmed")
    expect(page.get_by_role("link", name="Confirm your e-mail address")).to_have_count(0)
    publish(page)
    expect(page.get_by_role("listitem").filter(has_text="Hello.")).to_be_visible()


def test_an_address_that_is_taken_is_told_to_its_owner_alone(visit, mailing, box):
    page, email = visit("/sign-up"), mailing.register("Ann")

    sign_up(page, email)

    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    assert box.mail(email, "You have an account already")


def test_the_mail_is_sent_again_and_the_link_of_before_has_ended(visit, mailing, box, findings):
    email = mailing.register("Ann")
    page = visit("/account", email=email, **SCREENS["phone"])
    again = page.get_by_role("button", name="Send the mail again")
    again.click()
    expect_note(page, "A new mail is on its way")
    first = box.link(email, VERIFY)
    box.mails.clear()
    again.click()
    second = box.link(email, VERIFY)

    page.goto("about:blank")
    page.goto(first)
    page.get_by_role("button", name="Confirm this e-mail address").click()
    gone = page.get_by_role("alert").filter(has_text="This link does not work any more")
    expect(gone).to_be_focused()
    expect(page.get_by_role("button", name="Confirm this e-mail address")).to_have_count(0)
    expect(page.get_by_role("link", name="Go to your account")).to_be_visible()
    assert findings(page) == []

    page.evaluate("hash => location.hash = hash", second.partition("#")[2])
    page.get_by_role("button", name="Confirm this e-mail address").click()
    expect_note(page, "Your e-mail address is confirmed.")


def test_a_forgotten_password_is_replaced_and_the_old_one_is_dead(visit, mailing, box):
    email = mailing.register("Ann")
    page = visit("/sign-in")
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("a mail with a link is on its way")).to_be_visible()

    page.goto(box.link(email, RESET))
    page.get_by_label("New password", exact=True).fill("password password")
    expect(page.get_by_text("Very easy to guess.")).to_be_visible()
    page.get_by_role("button", name="Change password").click()
    field = page.get_by_label("New password", exact=True)
    expect(field).to_have_accessible_description(re.compile("This password is easy to guess"))
    field.fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change password").click()

    expect_note(page, "Your password is changed")
    sign_in(page, email)
    expect(page.get_by_role("alert").filter(has_text="password is not right")).to_be_visible()
    sign_in(page, email, NEW_PASSWORD)
    expect(page.get_by_role("heading", name="People", level=1)).to_be_visible()


def test_an_address_nobody_has_is_answered_alike_and_gets_no_mail(visit, box):
    page, email = visit("/forgot-password"), address()

    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send the link").click()

    expect(page.get_by_text("a mail with a link is on its way")).to_be_visible()
    assert email not in [mail["to"] for mail in box.mails]


def test_a_new_address_is_used_once_both_are_confirmed(visit, mailing, box, findings):
    old, new = mailing.register("Ann"), address()
    mailing.confirm(old)
    page = visit("/account", email=old)
    page.get_by_label("New e-mail address").fill(old.upper())
    page.get_by_role("button", name="Change e-mail address").click()
    field = page.get_by_label("New e-mail address")
    expect(field).to_have_accessible_description("This is your e-mail address already.")
    field.fill(new)
    page.get_by_role("button", name="Change e-mail address").click()
    section = page.get_by_role("region", name="E-mail address")
    expect(section).to_contain_text(f"A change to {new} is under way.")
    assert findings(page) == []

    page.goto("about:blank")
    page.goto(box.link(new, CONFIRM_NEW))
    page.get_by_role("button", name="Confirm this change").click()
    expect_note(page, "One address is confirmed.")
    expect(section).to_contain_text(old)
    page.goto("about:blank")
    page.goto(box.link(old, CONFIRM_OLD))
    page.get_by_role("button", name="Confirm this change").click()

    expect_note(page, "Your e-mail address is changed.")
    expect(section.locator(".mail")).to_have_text(new)
    changed = page.get_by_role("listitem").filter(has_text="You changed your e-mail address")
    expect(changed.locator("ins")).to_have_text(f"After, email: {new}")


def test_only_the_domains_of_the_directory_sign_up(visit):
    page = visit("/sign-up")
    field = page.get_by_label("E-mail")
    expect(field).to_have_accessible_description("An address of example.org.")

    sign_up(page, "grace@elsewhere.example")

    expect(field).to_have_accessible_description(
        re.compile("Sign up with an e-mail address of example.org")
    )
    expect(field).to_be_focused()


def test_a_link_without_its_token_leads_to_a_new_one(visit):
    page = visit("/reset-password")

    expect(page.get_by_role("alert").filter(has_text="part of the link is missing")).to_be_visible()
    page.get_by_role("link", name="Ask for a new link").click()

    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
