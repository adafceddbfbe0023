"""The description of the API, read and tried in the browser."""

from playwright.sync_api import expect


def test_the_api_is_tried_as_whoever_is_signed_in(visit, member):
    page = visit("/api/docs", email=member("Ann"))

    page.get_by_text("Count people and posts").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    expect(page.locator(".live-responses-table")).to_contain_text('"total_users":')
    expect(page.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
