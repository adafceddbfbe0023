"""What a browser holds of a session, and what is left of it afterwards."""

import pytest
from playwright.sync_api import expect

from tests.examples import PASSWORD

STORED = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"


def test_no_script_reads_the_session_and_nothing_of_a_person_is_stored(visit, member):
    email = member("Stored Person")
    page = visit("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="People", level=1)).to_be_visible()
    page.goto("/profile")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Stored Person")

    cookies = page.context.cookies()
    kept = page.evaluate(STORED)
    session = next(cookie for cookie in cookies if cookie["name"] == "rollcall")
    assert (session["httpOnly"], session["sameSite"], session["path"]) == (True, "Lax", "/")
    for secret in (session["value"], email, PASSWORD, "Stored Person"):
        assert secret not in kept


def test_after_signing_out_back_shows_nothing_and_nothing_is_stored(visit, member):
    page = visit("/profile", email=member("Gone Person"))
    expect(page.get_by_label("Name", exact=True)).to_have_value("Gone Person")
    page.evaluate("fetch('/auth/sign-out', {method: 'POST', redirect: 'manual'})")
    page.goto("/sign-in")

    page.go_back()

    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    assert "Gone Person" not in page.content()
    assert "Gone Person" not in page.evaluate(STORED)
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "rollcall"]


@pytest.mark.parametrize(
    ("path", "tokens"),
    [
        ("/sign-in", {"E-mail": "username", "Password": "current-password"}),
        ("/sign-up", {"Name": "name", "E-mail": "username", "Password": "new-password"}),
    ],
)
def test_password_managers_know_the_fields_and_a_password_may_be_pasted(visit, path, tokens):
    page = visit(path)
    for label, token in tokens.items():
        expect(page.get_by_label(label, exact=True)).to_have_attribute("autocomplete", token)
    password = page.get_by_label("Password", exact=True)
    expect(password).to_have_attribute("type", "password")
    expect(password).not_to_have_attribute("maxlength", "64")

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(f"navigator.clipboard.writeText('{PASSWORD}')")
    password.focus()
    page.keyboard.press("Control+V")
    expect(password).to_have_value(PASSWORD)


def test_password_managers_know_whose_new_password_it_is(visit, member):
    email = member("Ann")
    page = visit("/account", email=email)
    form = page.locator("form[action='/auth/password']")
    expect(form.locator("[autocomplete=username]")).to_have_value(email)
    expect(form.locator("[autocomplete=username]")).to_be_hidden()
    # Here it is not known, and an empty field would name nobody.
    page = visit(f"/reset-password#{'t' * 43}")
    expect(page.get_by_label("New password", exact=True)).to_be_visible()
    expect(page.locator("[autocomplete=username]")).to_have_count(0)
