"""A directory that is closed, and whose administrators need a second factor."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Visit, visiting
from tests.second_factors import code
from tests.site import Site, serve


@pytest.fixture(scope="module")
def strict(server: str) -> Iterator[Site]:
    settings = {"ROLLCALL_SIGN_UP": "closed", "ROLLCALL_ADMINS_NEED_SECOND_FACTOR": "true"}
    with serve(server, **settings) as site:
        yield site


@pytest.fixture
def visit(browser: Browser, strict: Site) -> Iterator[Visit]:
    with visiting(browser, strict) as visit:
        yield visit


def test_nobody_signs_up_where_it_is_closed(visit, findings):
    page = visit("/sign-in")
    expect(page.get_by_role("link", name="Sign up")).to_have_count(0)

    page.goto("/sign-up")

    expect(page.get_by_text("Nobody can sign up here by themselves.")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    assert findings(page) == []


def test_an_administrator_has_the_rights_with_the_second_factor(visit, strict, findings):
    page = visit("/", email=strict.register("Ada Admin", role="admin"))
    expect(page.get_by_role("link", name="All people")).to_have_count(0)
    assert findings(page) == []
    page.get_by_role("link", name="Set up your second factor").click()
    set_up = page.get_by_role("button", name="Set up the second factor")
    expect(set_up).to_be_in_viewport()

    set_up.click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("I have kept them").check()
    page.get_by_label("Code of the app").fill(code(secret))
    page.get_by_role("button", name="Turn on").click()

    expect(page.get_by_role("link", name="All people")).to_be_visible()
    expect(page.get_by_role("link", name="Set up your second factor")).to_have_count(0)
