"""A name of 200 signs without a space breaks no page, no sentence, no dialog and no notice."""

import unicodedata

import pytest
from playwright.sync_api import Locator, Page, expect

LONG = "W" * 200
CUT = "W" * 40 + "…"
SCREENS = {
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1440, "height": 900}},
}


def fits(part: Locator) -> bool:
    return part.evaluate("part => part.scrollWidth <= part.clientWidth")


def opened(page: Page, email: str, name: str) -> None:
    page.goto(f"/?q={email}")
    page.locator(".person-row").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS)
def test_sentences_have_the_first_forty_signs(visit, member, screen):
    person = member(LONG)
    page = visit("/", email=member("Ann"), **SCREENS[screen])
    opened(page, person, LONG)

    expect(page.get_by_text("publishes appears here")).to_have_text(
        f"What {CUT} publishes appears here."
    )
    expect(page).to_have_title(f"{CUT} - Rollcall")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_attribute("title", LONG)
    lines = "head => head.clientHeight / parseFloat(getComputedStyle(head).lineHeight)"
    assert round(heading.evaluate(lines)) == 3
    page.get_by_role("button", name=f"Follow {LONG}").click()
    expect(page.get_by_role("status")).to_have_text(f"You follow {CUT}.")
    assert fits(page.get_by_role("status"))
    assert fits(page.locator("html"))


@pytest.mark.parametrize("screen", SCREENS)
def test_dialogs_and_histories_have_them_too(visit, member, screen):
    person = member(LONG)
    page = visit("/", email=member("Boss", "admin"), **SCREENS[screen])
    opened(page, person, LONG)
    page.get_by_role("button", name=f"Follow {LONG}").click()
    page.get_by_role("link", name="Administration", exact=True).click()

    expect(page.get_by_text("Followed by")).to_be_visible()
    page.get_by_role("button", name="Suspend").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text(f"Suspend {CUT}?")
    assert fits(dialog)
    dialog.get_by_label("Reason").fill("R" * 500)
    dialog.get_by_role("button", name="Suspend").click()
    expect(page.get_by_role("status").first).to_have_text(f"{CUT} is suspended.")
    assert fits(page.get_by_role("status").first)
    assert fits(page.locator("html"))
    page.goto("/account")
    followed = page.locator(".history-sentence", has_text="You followed").locator("b")
    expect(followed).to_have_text(CUT)
    expect(followed).to_have_attribute("title", LONG)


def test_the_server_and_the_page_cut_between_the_same_graphemes(visit, member):
    signs = ("👩\u200d🚀", "🇩🇪", "e\u0301", "👍🏽", "कि")
    name = "".join(signs) * 10
    page = visit("/", email=member("Ann"))
    person = member(name)
    page.goto(f"/?q={person}")
    page.locator(".person-row").click()
    page.get_by_role("button", name="Follow ").click()

    cut = unicodedata.normalize("NFC", "".join(signs) * 8) + "…"
    expect(page.get_by_role("status")).to_have_text(f"You follow {cut}.")
    page.goto("/account")
    followed = page.locator(".history-sentence", has_text="You followed").locator("b")
    expect(followed).to_have_text(cut)
