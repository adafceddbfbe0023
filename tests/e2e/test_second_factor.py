"""The second factor: set up, asked for at signing in, replaced by a recovery code, removed."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from commands.start_second_factor import NewSecondFactor
from tests.e2e.test_every_page import SCREENS
from tests.examples import PASSWORD
from tests.second_factors import code, confirmed


@pytest.fixture
def guarded(site, member) -> tuple[str, NewSecondFactor]:
    """The address and the second factor of somebody who has one."""
    email = member("Ann")
    return email, confirmed(site.do, site.actor(email))


def section(page: Page) -> Locator:
    return page.get_by_role("region", name="Second factor")


def sign_in(page: Page, email: str) -> Locator:
    """Up to the field of the code."""
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    field = page.get_by_label("Code of your authenticator app")
    expect(field).to_be_focused()
    return field


def test_it_is_set_up_when_the_codes_are_kept_and_the_app_works(visit, member, findings):
    page = visit("/account", email=member("Ann"), **SCREENS["phone"])
    section(page).get_by_role("button", name="Set up the second factor").click()
    expect(page.get_by_role("img", name=re.compile("^QR code"))).to_be_visible()
    secret = section(page).locator(".secret").inner_text().replace(" ", "")
    codes = section(page).locator(".codes li").all_inner_texts()
    with page.expect_download() as download:
        section(page).get_by_role("link", name="Download").click()
    assert set(codes) <= set(download.value.path().read_text().split())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    field = section(page).get_by_label("Code of the app")
    turn_on = section(page).get_by_role("button", name="Turn on")
    field.fill(code(secret))
    turn_on.click()
    kept = section(page).get_by_label("I have kept them")
    expect(kept).to_be_focused()
    assert findings(page) == []
    kept.check()
    field.fill("000000")
    turn_on.click()
    expect(field).to_have_accessible_description(re.compile("This code is not right"))

    field.fill(code(secret))
    turn_on.click()

    expect(section(page)).to_contain_text("10 recovery codes left")
    expect(section(page).get_by_role("status")).to_have_text("The second factor is on.")
    expect(page.get_by_text("You set up the second factor")).to_be_visible()
    assert findings(page) == []


def test_after_the_password_a_code_is_asked_for(visit, guarded, findings):
    email, factor = guarded
    page = visit("/sign-in")
    field = sign_in(page, email)
    expect(page.get_by_label("E-mail")).to_have_value(email)
    expect(page.get_by_label("Password", exact=True)).to_have_value(PASSWORD)
    expect(field).to_have_attribute("autocomplete", "one-time-code")
    expect(field).to_have_accessible_description(re.compile("A recovery code helps too"))
    assert findings(page) == []
    field.fill("000000")
    field.press("Enter")
    expect(field).to_have_accessible_description(re.compile("This code is not right"))

    field.fill(code(factor.secret, ahead=1))
    field.press("Enter")

    expect(page.get_by_role("heading", name="People", level=1)).to_be_visible()


def test_a_recovery_code_helps_once_and_new_ones_replace_them(visit, guarded, findings):
    email, factor = guarded
    page = visit("/sign-in?next=/account")
    field = sign_in(page, email)
    field.fill(factor.recovery_codes[0])
    field.press("Enter")
    expect(section(page)).to_contain_text("9 recovery codes left")

    section(page).get_by_role("button", name="New recovery codes").click()
    page.get_by_role("dialog").get_by_role("button", name="Make new codes").click()
    expect(page.get_by_role("heading", name="Your new recovery codes")).to_be_focused()
    new = section(page).locator(".codes li").all_inner_texts()
    assert len(new) == 10
    assert not {*new} & {*factor.recovery_codes}
    assert findings(page) == []
    page.get_by_label("I have kept them").check()
    page.get_by_role("button", name="Done").click()

    expect(section(page)).to_contain_text("10 recovery codes left")
    expect(page.get_by_text(new[0])).to_have_count(0)


def test_it_is_removed_after_a_dialog_and_the_password(visit, guarded, site, findings):
    email, _ = guarded
    page = visit("/sign-in?next=/account")
    field = sign_in(page, email)
    field.fill(guarded[1].recovery_codes[0])
    field.press("Enter")
    remove = section(page).get_by_role("button", name="Remove")
    expect(remove).to_be_visible()
    site.grow_old()
    remove.click()
    page.get_by_role("dialog", name="Remove the second factor?").get_by_role(
        "button", name="Remove"
    ).click()
    confirm = page.get_by_role("dialog", name="Confirm that it is you")
    expect(confirm.get_by_label("Your password", exact=True)).to_be_focused()
    assert findings(page) == []
    confirm.get_by_label("Your password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(section(page).get_by_role("button", name="Set up the second factor")).to_be_visible()
    expect(page.get_by_text("You removed the second factor")).to_be_visible()
