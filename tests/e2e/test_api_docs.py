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


STYLE = "(part, name) => getComputedStyle(part).getPropertyValue(name)"
FOCUS = """
(() => {
    const part = document.createElement('i');
    part.style.color = 'var(--focus)';
    document.body.append(part);
    const { color } = getComputedStyle(part);
    part.remove();
    return color;
})()
"""


@pytest.mark.parametrize("width", [360, 1280])
def test_it_looks_like_the_pages_and_axe_finds_nothing(visit, member, findings, request, width):
    if not request.config.getoption("long"):  # each run looks at the page in one window
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


def test_its_letters_words_and_edges_are_those_of_the_pages(visit, member):
    page = visit("/api/docs", email=member("Ann"), viewport={"width": 360, "height": 900})
    expect(page.get_by_role("heading", name="API", level=1)).to_be_visible()
    page.evaluate("document.fonts.ready")
    loaded = "[...document.fonts].filter(font => font.status === 'loaded').map(font => font.family)"
    assert page.evaluate(loaded) == ["Inter Variable"]
    accent = page.locator(".opblock-summary-method").first.evaluate(STYLE, "color")
    tops = page.locator(".opblock-summary").evaluate_all(
        """rows => rows.map(row => row.querySelector('.opblock-summary-path').offsetTop
            - row.querySelector('.opblock-summary-method').offsetTop)"""
    )
    assert max(map(abs, tops)) < 8  # the method stands beside the path, never above it

    operation = page.get_by_role("button", name="List active people").first
    operation.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("joined_since").first).to_be_visible()

    assert operation.evaluate(STYLE, "outline-style") == "solid"
    assert operation.evaluate(STYLE, "outline-color") == page.evaluate(FOCUS)
    tab = page.locator(".tab-item.active h4 span").first
    assert tab.evaluate("tab => getComputedStyle(tab, '::after').borderTopColor") == accent
    for name in page.locator(".parameter__name").all():
        assert name.evaluate(
            "name => name.clientHeight < 1.6 * parseFloat(getComputedStyle(name).lineHeight)"
        ), name.inner_text()


def test_it_has_the_colours_that_were_chosen_on_the_pages(visit, member):
    page = visit("/", email=member("Ann"), color_scheme="light")
    page.get_by_role("button", name="Dark").first.click()
    ground = "getComputedStyle(document.body).backgroundColor"
    page.goto("/api/docs")

    expect(page.get_by_role("heading", name="API", level=1)).to_be_visible()
    assert page.evaluate(ground) == "rgb(21, 20, 18)"
