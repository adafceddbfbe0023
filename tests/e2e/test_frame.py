"""The frame of the pages: where one is, the way back, and how it fits windows of all widths."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.site import Site

TABLET = {"viewport": {"width": 768, "height": 1024}}


@pytest.fixture
def admin(member) -> str:
    return member("Ada", role="admin")


def current(page: Page) -> list[str]:
    marked = page.locator(".rail [aria-current]")
    expect(marked).to_have_count(1)
    return [marked.inner_text(), marked.get_attribute("aria-current") or ""]


def test_the_navigation_marks_the_section_of_every_page(visit, admin, site: Site):
    person = site.actor(admin).user_id
    page = visit("/", email=admin)
    sections = {
        "/": ["People", "page"],
        "/statistics": ["Statistics", "page"],
        "/account": ["Account", "page"],
        "/admin/people": ["All people", "page"],
        f"/people/{person}": ["People", "true"],
        f"/people/{person}?show=followers": ["People", "true"],
        "/people/nobody": ["People", "true"],
        "/profile": ["Account", "true"],
        f"/admin/people/{person}": ["All people", "true"],
    }
    for path, section in sections.items():
        page.goto(path)
        assert current(page) == section, path


def test_the_way_back_from_a_person_leads_to_the_list_as_it_was(visit, member):
    page = visit("/", email=member("Ann"))
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile(r"\?after="))
    second = page.url
    page.locator(".person-row").first.click()
    page.get_by_role("link", name="Back to People").click()
    expect(page).to_have_url(second)

    page.get_by_label("Search people").fill("ann")
    expect(page).to_have_url(re.compile(r"\?q=ann$"))
    page.locator(".person-row").first.click()
    page.get_by_role("link", name=re.compile("Followers?$")).click()
    expect(page).to_have_url(re.compile("show=followers"))
    page.get_by_role("link", name="Back to People").click()
    expect(page.get_by_label("Search people")).to_have_value("ann")


def test_who_comes_from_elsewhere_gets_back_to_the_whole_list(visit, member, site: Site):
    email = member("Ann")
    page = visit(f"/people/{site.actor(email).user_id}", email=email)

    expect(page.get_by_role("link", name="Back to People")).to_have_attribute("href", "/")


def test_on_a_tablet_icons_have_names_when_pointed_at_and_when_focused(visit, admin, findings):
    page = visit("/admin/people", email=admin, **TABLET)
    rail = page.locator(".rail")
    assert rail.bounding_box()["width"] == 64
    link = rail.get_by_role("link", name="Statistics", exact=True)
    label = link.locator(".rail-label")
    assert label.bounding_box()["width"] == 1

    link.hover()
    assert label.bounding_box()["width"] > 40
    page.mouse.move(400, 400)
    link.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(link).to_be_focused()
    assert label.bounding_box()["width"] > 40
    assert findings(page) == []
    for name in ("Rollcall", "People", "Account", "All people", "Jobs", "Outbox", "Ada"):
        expect(rail.get_by_role("link", name=name, exact=True)).to_be_visible()
    for name in ("Sign out", "Like the system", "Light", "Dark"):
        expect(rail.get_by_role("button", name=name, exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [768, 820, 900, 1023])
def test_between_phone_and_desktop_usual_names_have_room(visit, member, width):
    name = "Constance Featherstonehaugh"
    page = visit("/", email=member(name), viewport={"width": width, "height": 1000})
    shown = page.locator(".person-name").first
    expect(shown).to_have_text(name)
    assert shown.evaluate("name => name.scrollWidth <= name.clientWidth")
    page.goto("/account")
    sentence = page.locator(".history-sentence").first
    line = "text => parseFloat(getComputedStyle(text).lineHeight)"
    assert sentence.bounding_box()["height"] < 1.5 * sentence.evaluate(line)


@pytest.mark.parametrize("width", [1440, 2560])
def test_wide_windows_are_used_evenly(visit, admin, site: Site, width):
    """What a page shows stands in the middle of what the rail leaves."""
    page = visit("/", email=admin, viewport={"width": width, "height": 1000})
    mine = site.actor(admin).user_id
    for path in ("/", f"/people/{mine}", "/profile", "/account", "/statistics", "/admin/people"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        box = page.locator("main").bounding_box()
        left, right = box["x"] - 232, width - 15 - box["x"] - box["width"]
        assert abs(left - right) <= 16, path


def test_the_whole_drawer_is_in_the_window(visit, admin):
    page = visit("/", email=admin, viewport={"width": 360, "height": 640})
    page.get_by_role("button", name="Menu").click()
    drawer = page.get_by_role("dialog", name="Menu")
    right = "part => part.getBoundingClientRect().right"
    close = drawer.get_by_role("button", name="Close")
    assert drawer.evaluate(right) - close.evaluate(right) < 16

    for name in ("Close", "Sign out", "Like the system", "Dark"):
        expect(drawer.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [600, 820, 1024])
def test_what_stands_above_a_form_ends_where_the_form_ends(visit, member, width):
    page = visit("/profile", email=member("Ann"), viewport={"width": width, "height": 900})
    expect(page.get_by_label("Name", exact=True)).to_be_visible()
    right = "part => part.getBoundingClientRect().right"
    view = page.get_by_role("link", name="View profile")

    assert view.evaluate(right) == page.locator("form .field").first.evaluate(right)
