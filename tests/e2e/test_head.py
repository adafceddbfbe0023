"""What stands in the head of a page, and what browsers and search engines fetch by themselves."""

import json
import re
import struct
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import expect

from app.urls import routes
from tests.site import Site

PAGES = [
    *(routes.PROFILE, routes.STATISTICS, routes.ACCOUNT, routes.ADMIN_PEOPLE, routes.ADMIN_JOBS),
    *(routes.ADMIN_OUTBOX, routes.FORGOT, routes.RESET, routes.VERIFY, routes.CONFIRM_EMAIL),
    routes.CHECK_MAIL,
]
LISTED = [routes.SIGN_IN, routes.SIGN_UP]
OF_PERSONS = ["/people/x", "/admin/people/x"]
FILES = {
    "/favicon.ico": "image/",
    "/favicon.svg": "image/svg+xml",
    "/apple-touch-icon.png": "image/png",
    "/icon-192.png": "image/png",
    "/icon-512.png": "image/png",
    "/icon-maskable-512.png": "image/png",
    "/og-image.png": "image/png",
    "/site.webmanifest": "application/manifest+json",
    "/robots.txt": "text/plain",
}


@pytest.fixture
def ask(site: Site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, timeout=10) as client:
        yield client


@pytest.mark.parametrize("path", ["/", *PAGES, *LISTED, *OF_PERSONS])
def test_a_page_is_answered_at_once_with_a_title_and_a_description(ask, path):
    for address in {path, path.removesuffix("/") + "/", f"{path}?q=1"}:
        answer = ask.get(address)
        assert answer.status_code == 200, address
        assert re.search(r"<title[^>]*>[^<]+ - Rollcall</title>", answer.text), address
        assert re.search(r'<meta[^>]* name="description"', answer.text), address
        for where in re.findall(r'(?:href|content)="(/[\w.-]+)"', answer.text):
            assert ask.get(where).status_code == 200, where


@pytest.mark.parametrize("path", ["/", *PAGES, *OF_PERSONS, "/nowhere"])
def test_no_search_engine_lists_what_is_for_members(ask, path):
    answer = ask.get(path)

    assert answer.headers["x-robots-tag"] == "noindex"
    if path not in {*OF_PERSONS, "/nowhere"}:  # these are made in the browser
        assert re.search(r'<meta[^>]*content="noindex"', answer.text)


@pytest.mark.parametrize("path", LISTED)
def test_what_is_for_strangers_may_be_listed(ask, path):
    answer = ask.get(path)

    assert "x-robots-tag" not in answer.headers
    assert "noindex" not in answer.text


@pytest.mark.parametrize("path", FILES)
def test_the_files_that_browsers_ask_for_by_themselves_are_there(ask, path):
    answer = ask.get(path)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(FILES[path])


def test_the_icons_are_as_large_as_the_manifest_says(ask):
    manifest = json.loads(ask.get("/site.webmanifest").text)
    for icon in manifest["icons"]:
        picture = ask.get(icon["src"]).content
        width, height = struct.unpack(">II", picture[16:24])
        assert f"{width}x{height}" == icon["sizes"]


def test_a_person_page_has_its_name_in_the_end(visit, member, site: Site):
    email = member("Ann Lee")
    page = visit(f"/people/{site.actor(email).user_id}", email=email)

    expect(page).to_have_title("Ann Lee - Rollcall")
    page.get_by_role("link", name="Statistics", exact=True).click()
    expect(page).to_have_title("Statistics - Rollcall")
    expect(page.locator("head title")).to_have_count(1)
