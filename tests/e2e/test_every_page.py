"""States of pages that no address leads to are sound, too; each page is in `test_every_window`."""

import re

from playwright.sync_api import Page, expect

SCREENS = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
}
GUEST_PAGES = {"/sign-in": "Sign in", "/sign-up": "Sign up"}


def check(page: Page, title: str, findings) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator(".skeleton")).to_have_count(0)
    assert findings(page, in_both_schemes=False) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page).to_have_title(re.compile(r".+ - Rollcall$"))


def test_forms_that_were_refused_are_sound(visit, findings):
    page = visit("/sign-in", **SCREENS["phone"], color_scheme="dark")
    for path, title in GUEST_PAGES.items():
        page.goto(path)
        check(page, title, findings)
        page.get_by_role("button", name=title, exact=True).click()
        refusal = page.get_by_role("alert").or_(page.locator("[aria-invalid]"))
        expect(refusal.first).to_be_visible()
        assert findings(page, in_both_schemes=False) == []


def test_dialogs_drawers_and_conflicts_are_sound(visit, member, findings):
    email = member("Ann")
    page = visit("/profile", email=email, **SCREENS["phone"])
    other = visit("/profile", email=email)
    for tab, name in ((other, "Ann Other"), (page, "Ann Mine")):
        tab.get_by_label("Name", exact=True).fill(name)
        tab.get_by_role("button", name="Save profile").click()
    expect(page.get_by_role("heading", name=re.compile("was changed while"))).to_be_visible()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="People", exact=True)).to_be_visible()
    assert findings(page) == []
    page.get_by_role("link", name="People", exact=True).click()
    expect(page.get_by_role("dialog", name="Leave without saving?")).to_be_visible()
    assert findings(page) == []


def test_the_choice_of_dark_or_light_is_kept(visit, member):
    page = visit("/", email=member("Ann"), color_scheme="light")
    background = "getComputedStyle(document.documentElement).backgroundColor"
    expect(page.locator(".person-row").first).to_be_visible()
    light = page.evaluate(background)

    page.get_by_role("button", name="Dark").click()
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    dark = page.evaluate(background)
    page.reload()

    expect(page.locator(".person-row").first).to_be_visible()
    assert page.evaluate(background) == dark != light


def test_the_whole_way_by_keyboard(visit, member):
    page = visit("/", email=member("Keyboard Only"))
    expect(page.locator(".person-row").first).to_be_visible()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Search people")).to_be_focused()
    page.keyboard.type("keyboard only")
    expect(page.get_by_role("status").first).to_contain_text("1 of ")
    row = page.locator(".person-row").first
    for _ in range(4):
        page.keyboard.press("Tab")
        if row.evaluate("row => row === document.activeElement"):
            break
    expect(row).to_be_focused()
    assert row.evaluate("row => getComputedStyle(row).outlineStyle") != "none"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Keyboard Only", level=1)).to_be_visible()
