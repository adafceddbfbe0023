"""A reloaded page shows the answer of now, never what the tab held before."""

from playwright.sync_api import expect
from sqlalchemy import text

SEEN = "select count(*) from users where status = 'active'"  # by a member, after any other test
NOTE_EVERY_FIGURE = """
window.seen = [];
new MutationObserver(() => {
  const figure = document.querySelector(".figure-value");
  if (figure && figure.innerText !== window.seen.at(-1)) window.seen.push(figure.innerText);
}).observe(document, { childList: true, subtree: true, characterData: true });
"""


def test_no_old_number_is_seen_on_the_way(visit, member, site, times):
    page = visit("/statistics", email=member("Reader"))
    figure = page.locator(".figure-value").first
    expect(figure).to_be_visible()
    page.add_init_script(NOTE_EVERY_FIGURE)

    for _ in range(times(3, 30)):
        member("One More")
        page.reload()
        expect(figure).to_be_visible()
        page.wait_for_load_state("networkidle")
        with site.database.owner.connect() as connection:
            people = connection.scalar(text(SEEN))
        assert page.evaluate("window.seen") == [f"{people:,}"]


def test_coming_back_to_a_page_shows_no_old_number_either(visit, member, site, times):
    page = visit("/statistics", email=member("Reader"))
    figure = page.locator(".figure-value").first
    expect(figure).to_be_visible()
    page.evaluate(f"() => {{{NOTE_EVERY_FIGURE}}}")

    for _ in range(times(3, 30)):
        page.get_by_role("link", name="People", exact=True).click()
        expect(page.locator(".person-row").first).to_be_visible()
        member("One More")
        page.evaluate("window.seen = []")
        page.get_by_role("link", name="Statistics").click()
        expect(figure).to_be_visible()
        page.wait_for_timeout(300)
        with site.database.owner.connect() as connection:
            people = connection.scalar(text(SEEN))
        assert page.evaluate("window.seen") == [f"{people:,}"]
