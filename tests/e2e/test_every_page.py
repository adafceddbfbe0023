"""Every page: axe finds nothing, nothing sticks out at 360 pixels, in light and in dark."""

import re

import pytest
from playwright.sync_api import Page, expect

SCREENS = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
}
# Each page in both; what only phones have is seen in both with the drawer.
SCHEMES = {"desktop": "light", "phone": "dark"}
GUEST_PAGES = {"/sign-in": "Sign in", "/sign-up": "Sign up"}
TOKEN = "t" * 43
DESK_PAGES = {
    "/forgot-password": "Forgot your password?",
    "/check-mail?for=sign-up": "Check your mail",
    "/check-mail?for=reset": "Ask an administrator",  # this site sends no mail
    "/reset-password": "Choose a new password",
    f"/reset-password#{TOKEN}": "Choose a new password",
    f"/verify-email#{TOKEN}": "Confirm your e-mail address",
    f"/confirm-email#{TOKEN}": "Confirm the new e-mail address",
}
PAGES = {
    "/": "People",
    "/?q=nobody-has-this-name": "People",
    "/profile": "Edit profile",
    "/account": "Account",
    "/statistics": "Statistics",
    "/statistics?span=all": "Statistics",
    "/people/nobody": "This person is not here",
    "/nowhere": "This page does not exist",
}


def check(page: Page, title: str, findings) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator(".skeleton")).to_have_count(0)
    assert findings(page, in_both_schemes=False) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page).to_have_title(re.compile(r".+ - Rollcall$"))


@pytest.mark.parametrize("screen", SCREENS)
def test_pages_are_sound(visit, member, findings, screen):
    options = SCREENS[screen] | {"color_scheme": SCHEMES[screen]}
    name = "Anna-Sofie With A Very Long Name " * 5
    page = visit("/", email=member(name.strip()), **options)
    for path, title in PAGES.items():
        page.goto(path)
        check(page, title, findings)
    page.goto("/")
    page.locator(".person-row").first.click()
    check(page, name.strip(), findings)
    page.get_by_role("link", name=re.compile("Followers?$")).click()
    check(page, name.strip(), findings)
    guest = visit("/sign-in", **options)
    for path, title in DESK_PAGES.items():
        guest.goto("about:blank")
        guest.goto(path)
        check(guest, title, findings)
    for path, title in GUEST_PAGES.items():
        guest.goto(path)
        check(guest, title, findings)
        guest.get_by_role("button", name=title, exact=True).click()
        expect(
            guest.get_by_role("alert").or_(guest.locator("[aria-invalid]")).first
        ).to_be_visible()
        assert findings(guest, in_both_schemes=False) == []


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
