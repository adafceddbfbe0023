"""The list of people in a real browser, signed in: until its rows can be seen.

What follows from a key or a click is timed inside the page, from that event to the first frame that
holds the new rows, so that nothing of what drives the browser is measured with it.
"""

from collections.abc import Iterator

from playwright.sync_api import Page

from bench.browser import load, opened, visit
from bench.report import Figure
from bench.site import Site
from bench.timing import p50
from tests.e2e.test_weight import AGAIN, BUDGET, fetched

NAME = "pages"
ROWS, FIGURES = ".person-row", ".figure-value"
HARD, TURNED, TYPED = 600, 150, 100  # ms: the goals
PAUSE = 200  # ms that the search box waits for the next key
TERMS = "ma", "ro", "el", "jo", "ka", "li", "no", "sa"
VISITS = 10
WATCH = """
selector => {
  const rows = () => [...document.querySelectorAll(selector)].map(row => row.href).join();
  const before = rows();
  window.rowsChanged = new Promise(resolve => {
    const watch = () => {
      const began = performance.now();
      const look = () => {
        const now = rows();
        if (now && now !== before) resolve(performance.now() - began);
        else requestAnimationFrame(look);
      };
      look();
    };
    for (const kind of ["click", "input"])
      addEventListener(kind, watch, { capture: true, once: true });
  });
}
"""


def measure(site: Site) -> Iterator[Figure]:
    visits = max(2, min(VISITS, site.rounds))
    with site.copy() as copy:
        (cookie,) = copy.sign_in(1)
        copy.close()
        with copy.served() as url, opened() as browser:
            yield from _weights(visit(browser, url, cookie))
            first = [load(visit(browser, url, cookie), "/", ROWS) for _ in range(visits)]
            yield _timed("hard load, first visit", first, HARD)
            page = visit(browser, url, cookie)
            again = [load(page, "/", ROWS) for _ in range(visits)]
            yield _timed("hard load, later visit", again[1:], HARD)
            yield _timed("client-side navigation", [_turn(page) for _ in range(visits)], TURNED)
            page.goto("/")
            typed = [_type(page, term) - PAUSE for term in TERMS[:visits]]
            yield _timed("a key, after its pause", typed, TYPED)


def _weights(page: Page) -> Iterator[Figure]:
    """What a visit fetches, compressed, with an empty cache and with a full one."""
    for what, most in (("bytes of the first visit", BUDGET), ("bytes of the second", AGAIN)):
        size = sum(fetched(page, "/").values())
        told = f"at most {most / 1000:g} KB"
        yield Figure(
            part=NAME, what=what, median=size / 1000, unit="KB", goal=told, met=size <= most
        )


def _timed(what: str, milliseconds: list[float], most: int) -> Figure:
    met = p50(milliseconds) <= most
    return Figure.timed(NAME, what, milliseconds, goal=f"at most {most} ms", met=met)


def _turn(page: Page) -> float:
    """From the statistics to the list, by its link."""
    page.goto("/statistics")
    page.locator(FIGURES).first.wait_for()
    page.evaluate(WATCH, ROWS)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="People").click()
    return page.evaluate("rowsChanged")


def _type(page: Page, term: str) -> float:
    page.locator(ROWS).first.wait_for()
    page.evaluate(WATCH, ROWS)
    page.get_by_role("searchbox").fill(term)
    return page.evaluate("rowsChanged")
