"""The description of the API, read and tried in the browser."""

import pytest
from playwright.sync_api import expect


def test_the_api_is_tried_as_whoever_is_signed_in(visit, member):
    page = visit("/api/docs", email=member("Ann"))

    page.get_by_text("Count people and posts").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    expect(page.locator(".live-responses-table")).to_contain_text('"total_users":')
    expect(page.locator(".live-responses-table .response-col_status").last).to_contain_text("200")


@pytest.mark.parametrize("width", [360, 1280])
def test_it_looks_like_the_pages_and_axe_finds_nothing(visit, member, findings, request, width):
    if width != 360 and not request.config.getoption("long"):
        pytest.skip("looked at with --long")
    email = member("Ann")
    page = visit("/account", email=email, viewport={"width": width, "height": 900})
    page.get_by_role("link", name="API documentation").click()
    expect(page.get_by_role("heading", name="API", level=1)).to_be_visible()
    ground = "getComputedStyle(document.body).backgroundColor"
    mine = page.evaluate(ground)

    for operation in ("List active people", "Change one's profile"):
        page.get_by_text(operation).first.click()
        page.get_by_role("button", name="Try it out").last.click()
    page.get_by_role("button", name="Execute").first.click()
    expect(page.locator(".live-responses-table")).to_contain_text('"data":')
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Rollcall").click()
    expect(page.get_by_role("heading", name="People", level=1)).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == mine


def test_it_has_the_colours_that_were_chosen_on_the_pages(visit, member):
    page = visit("/", email=member("Ann"), color_scheme="light")
    page.get_by_role("button", name="Dark").first.click()
    ground = "getComputedStyle(document.body).backgroundColor"
    page.goto("/api/docs")

    expect(page.get_by_role("heading", name="API", level=1)).to_be_visible()
    assert page.evaluate(ground) == "rgb(21, 20, 18)"
