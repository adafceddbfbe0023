"""Every page in every window and mode, with names of 200 signs: all of it fits, axe finds nothing.

In a usual run each page is looked at in one of them, in turn; with `--long` in all.
"""

import re
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from commands.follow_user import FollowUser
from commands.publish_post import PublishPost
from commands.suspend_users import SuspendUsers
from commands.update_profile import UpdateProfile
from domain.ids import new_id
from tests.site import Site

LONG = "W" * 200
WIDTHS = (360, 768, 820, 1024, 1440, 2560)
MODES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}
ALL = list(product(WIDTHS, MODES))
IN_TURN = list(zip(WIDTHS, [*MODES] * 2, strict=True))
TOKEN = "t" * 43
# The heading of each page; of a person's page it is the name.
FOR_GUESTS = {
    "/sign-in": "Sign in",
    "/sign-up": "Sign up",
    "/forgot-password": "Forgot your password?",
    "/check-mail?for=sign-up": "Check your mail",
    "/check-mail?for=reset": "Ask an administrator",  # this site sends no mail
    f"/reset-password#{TOKEN}": "Choose a new password",
    f"/verify-email#{TOKEN}": "Confirm your e-mail address",
    "/reset-password": "Choose a new password",
    f"/confirm-email#{TOKEN}": "Confirm the new e-mail address",
}
FOR_ALL = {
    "/": "People",
    f"/?q={LONG}": "People",
    "/?q=nobody-has-this-name": "People",
    "/statistics": "Statistics",
    "/statistics?span=all": "Statistics",
    "/account": "Account",
    "/profile": "Edit profile",
    "/people/nobody": "This person is not here",
    "/nowhere": "This page does not exist",
    "/admin/people": "All people",
    "/admin/people?status=suspended": "All people",
    f"/admin/people?q={'n' * 200}": "All people",
    "/admin/people/nobody": "This person is not here",
    "/admin/jobs": "Jobs",
    "/admin/outbox": "Outbox",
    "/api/docs": "API",
}
STICKS_OUT = """
[...document.querySelectorAll('html, dialog, .notice')].filter(each =>
    each.scrollWidth > each.clientWidth).map(each => each.tagName + each.scrollWidth)
"""
# What is too small to be hit; but words of a sentence are, and for others a label or a row is hit.
TOO_SMALL = """
[...document.querySelectorAll('a[href], button, input, select, textarea, summary')].map(each => {
    const sentence = each.closest('p') ?? each.parentElement;
    const isWord = getComputedStyle(each).display === 'inline'
        && sentence.textContent.trim() !== each.textContent.trim();
    const row = each.matches('.row-link') && each.closest('li, tr');
    const whole = row || each.closest('label') || each;
    const { width, height } = whole.getBoundingClientRect();
    return { each, isFine: isWord || !width || (width >= 24 && height >= 24) };
}).filter(({ each, isFine }) => !isFine && each.checkVisibility()).map(({ each }) => each.outerHTML)
"""


@dataclass(frozen=True)
class Seen:
    """Whose eyes see which pages."""

    email: str
    pages: dict[str, str]


@pytest.fixture(scope="module")
def seen(site: Site) -> Seen:
    """An administrator and others whose names, posts and reasons have no place to break."""
    email, other, bad = (site.register(LONG, role) for role in ("admin", "member", "member"))
    me, they, gone = (site.actor(each) for each in (email, other, bad))
    mine, theirs = me.user_id, they.user_id
    assert mine
    assert theirs
    assert gone.user_id
    for one, whom in ((me, theirs), (they, mine)):
        site.do(PublishPost(command_id=new_id(), text="x" * 500), one)
        site.do(FollowUser(command_id=new_id(), user_id=whom), one)
    bio = {"user_id": theirs, "version": 1, "name": LONG, "bio": "b" * 500}
    site.do(UpdateProfile(command_id=new_id(), **bio), they)
    suspended = frozenset({gone.user_id})
    site.do(SuspendUsers(command_id=new_id(), user_ids=suspended, reason="r" * 500), me)
    persons = [
        *(f"/people/{mine}", f"/people/{theirs}", f"/people/{gone.user_id}"),
        *(f"/people/{theirs}?show=followers", f"/people/{theirs}?show=following"),
        *(f"/admin/people/{theirs}", f"/admin/people/{gone.user_id}"),
    ]
    return Seen(email, FOR_ALL | dict.fromkeys(persons, LONG))


def look(page: Page, path: str, heading: str, findings) -> None:
    page.goto("about:blank")
    page.goto(path)
    expect(page.get_by_role("heading", level=1, include_hidden=True).first).to_have_text(heading)
    expect(page.locator(".skeleton")).to_have_count(0)
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page).to_have_title(re.compile("Rollcall$"))
    if path == "/api/docs":
        expect(page.locator(".opblock-summary").first).to_be_visible()
    assert page.evaluate(STICKS_OUT) == [], path
    assert page.evaluate(TOO_SMALL) == [], path
    assert findings(page, in_both_schemes=False) == [], path


@pytest.mark.parametrize(("width", "mode"), ALL)
def test_pages_are_sound_in_every_window(visit, seen, findings, request, width, mode):
    window, step = (width, mode), 1
    start = 0
    if not request.config.getoption("long"):
        if window not in IN_TURN:
            pytest.skip("looked at with --long")
        start, step = IN_TURN.index(window), len(IN_TURN)
    options = {"viewport": {"width": width, "height": 900}} | MODES[mode]
    if width < 768:
        options |= {"is_mobile": True, "has_touch": True}
    for email, pages in ((seen.email, seen.pages), (None, FOR_GUESTS)):
        page = visit("about:blank", email=email, **options)
        for path, heading in [*pages.items()][start::step]:
            look(page, path, heading, findings)
