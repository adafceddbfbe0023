"""A real browser in front of a site, and how long until its pages show what they are for."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import launch_options


@contextmanager
def opened() -> Iterator[Browser]:
    """Without windows; takes about a second."""
    options = launch_options()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()


def visit(browser: Browser, url: str, cookie: str) -> Page:
    """A blank page of a new browser that sends this `Cookie` header to this address."""
    context = browser.new_context(base_url=url, reduced_motion="reduce")
    for one in cookie.split("; "):
        name, _, value = one.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": url}])
    return context.new_page()


def load(page: Page, path: str, sign: str) -> float:
    """Milliseconds of a hard load, until something of this CSS selector is visible."""
    began = time.perf_counter()
    page.goto(path, wait_until="commit")
    page.locator(sign).first.wait_for(state="visible")
    return (time.perf_counter() - began) * 1000
