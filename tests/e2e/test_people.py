"""The list: search as you type, count, pages, and the address as the truth of all of it."""

import re

from playwright.sync_api import Page, expect


def names(page: Page) -> list[str]:
    return page.locator(".person-name").all_inner_texts()


def settled(page: Page, count: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(count)


def test_typing_searches_and_the_address_keeps_it(visit, member):
    email = member("Søren Unmistakable")
    page = visit("/", email=email)
    everybody = re.compile(r"^\d+ people$")
    expect(page.get_by_role("status").first).to_have_text(everybody)

    page.get_by_label("Search people").press_sequentially("UNMISTÁK", delay=30)

    settled(page, "1 of ")
    expect(page).to_have_url(re.compile(r"\?q=UNMIST"))
    assert names(page) == ["Søren Unmistakable"]
    expect(page.locator("mark")).to_have_text("Unmistak")
    expect(page.get_by_label("Search people")).to_be_focused()

    page.reload()
    settled(page, "1 of ")
    expect(page.get_by_label("Search people")).to_have_value("UNMISTÁK")
    page.go_back()
    expect(page.get_by_role("status").first).to_have_text(everybody)
    expect(page.get_by_label("Search people")).to_have_value("")


def test_fast_typing_loses_no_character(visit, member):
    page = visit("/", email=member("Typist"))
    text = "the quick brown fox jumps over the lazy dog"
    page.get_by_label("Search people").press_sequentially(text, delay=15)

    expect(page.get_by_text("Nobody matches")).to_be_visible()
    expect(page.get_by_label("Search people")).to_have_value(text)
    page.get_by_role("link", name="Show everybody").click()
    expect(page.get_by_label("Search people")).to_have_value("")


def test_the_list_is_sorted_and_filtered_by_days_with_the_keyboard(visit, member):
    page = visit("/", email=member("Sorter"))
    expect(page.locator(".person-row").first).to_be_visible()
    page.get_by_role("button", name="Sort: Newest").press("Enter")
    page.get_by_role("link", name="Name", exact=True).press("Enter")
    expect(page).to_have_url(re.compile(r"\?sort=name$"))
    expect(page.get_by_role("button", name="Sort: Name")).to_be_focused()

    page.get_by_role("button", name="Joined").press("Enter")
    page.get_by_label("From").fill("2001-02-03")
    page.get_by_label("To", exact=True).fill("2001-03-04")
    page.get_by_label("To", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Nobody joined on these days")).to_be_visible()
    settled(page, "0 of ")
    expect(page).to_have_url(re.compile(r"sort=name&since=2001-02-03&until=2001-03-04&zone="))
    page.get_by_role("link", name=re.compile("Remove the filter Joined")).click()
    expect(page.locator(".person-row").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?sort=name$"))


def test_the_slash_key_goes_to_the_search(visit, member):
    page = visit("/", email=member("Keyboard"))
    expect(page.locator(".person-row").first).to_be_visible()

    page.keyboard.press("/")

    expect(page.get_by_label("Search people")).to_be_focused()
    expect(page.get_by_label("Search people")).to_have_value("")


def test_pages_go_forth_and_back_without_losing_anybody(visit, member):
    page = visit("/", email=member("Pager"))
    place = page.locator(".paging-place")
    expect(place).to_have_text(re.compile(r"^1–20 of \d+$"))
    first = names(page)

    page.get_by_role("link", name="Next").click()
    expect(place).to_have_text(re.compile(r"^21–40 of \d+$"))
    expect(
        page.get_by_role("status").filter(has_text=re.compile(r"^21 to 40 of \d+ people$"))
    ).to_have_count(1)
    second = names(page)
    assert len(second) == 20
    page.reload()
    expect(place).to_have_text(re.compile(r"^21–40 of "))
    page.get_by_role("link", name="Previous").click()
    expect(place).to_have_text(re.compile(r"^1–20 of "))
    assert names(page) == first
    page.go_back()
    expect(place).to_have_text(re.compile(r"^21–40 of "))
    assert names(page) == second


def test_a_hostile_address_is_only_a_search_without_hits(visit, member):
    email = member("Tester")
    for query in ("q=%00%EF%BF%BD", "q=" + "x" * 5_000, "after=none&before=%27", "exact=1&q=%25"):
        page = visit(f"/?{query}", email=email)
        expect(page.get_by_role("status").first).to_contain_text(re.compile(r"people|of"))
        expect(page.get_by_role("heading", name="People", level=1)).to_be_visible()


def test_a_person_who_is_not_there_is_said_so(visit, member):
    email = member("Tester")
    for path in ("/people/0199c0de-0000-7000-8000-000000000000", "/people/nobody"):
        page = visit(path, email=email)
        expect(page.get_by_role("heading", name="This person is not here")).to_be_visible()


def test_two_people_in_turn_never_show_each_others_data(visit, member):
    page = visit("/", email=member("Reader"))
    rows = page.locator(".person-row")
    expect(rows.nth(1)).to_be_visible()
    shown = names(page)[:2]
    for number, name in enumerate(shown):
        rows.nth(number).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        page.go_back()
        expect(rows.nth(1)).to_be_visible()
