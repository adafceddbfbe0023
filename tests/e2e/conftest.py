"""The production build on its own database, and real browsers in front of it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.identity.cookies import COOKIE
from domain.ids import new_id
from tests.browser import launch_options
from tests.e2e.sockets import Socket
from tests.site import Site, serve

DEMO_PEOPLE = 60
# What passed is not asked for: it takes longer to be sent than to be found.
AXE = "options => axe.run(options).then(found => found.violations)"
# A refused form and a missing page are answers, which Chromium also reports as errors.
EXPECTED = re.compile(
    r"status of (404|422|503)|net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|EMPTY_RESPONSE)"
    r"|WebSocket connection to .* failed"
)


@pytest.fixture(scope="session")
def site(server: str) -> Iterator[Site]:
    with serve(server, DEMO_PEOPLE) as site:
        yield site


@pytest.fixture
def connect(site: Site) -> Iterator[Callable[..., Socket]]:
    """A socket with this cookie, for the tab of this token, and with these headers."""
    host = site.url.removeprefix("http://")
    opened: list[Socket] = []

    def connect(cookie: str = "", token: str = "", **headers: str) -> Socket:
        sent = {"Origin": f"http://{host}", "Cookie": f"{COOKIE.name}={cookie}"} | headers
        sent = {name: value for name, value in sent.items() if value}
        opened.append(Socket(host, token or str(new_id()), sent))
        return opened[-1]

    yield connect
    for socket in opened:
        if socket.connected:
            socket.close()


# Not for the session: while it is open, no other test of this process can run an event loop.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    options = launch_options()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()


@dataclass
class Visit:
    """Opens browsers, and keeps what their consoles complained about."""

    browser: Browser
    site: Site
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __call__(self, path: str = "/", email: str | None = None, **options: object) -> Page:
        """A page in a browser of its own, signed in when an e-mail address is given."""
        still = {"reduced_motion": "reduce"}  # so that nothing is judged while it fades in
        context = self.browser.new_context(base_url=self.site.url, **still | options)
        self.contexts.append(context)
        if email:
            context.add_cookies([self.site.cookie(email)])
        page = self.watched(context.new_page())
        page.goto(path)
        return page

    def watched(self, page: Page) -> Page:
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._note)
        return page

    def _note(self, message) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            self.complaints.append(message.text)


@contextmanager
def visiting(browser: Browser, site: Site) -> Iterator[Visit]:
    """Every journey also proves a silent console: no error, no violated security policy."""
    visit = Visit(browser, site)
    yield visit
    for context in visit.contexts:
        context.close()
    assert visit.complaints == []


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    with visiting(browser, site) as visit:
        yield visit


@pytest.fixture
def member(site: Site) -> Callable[..., str]:
    return site.register


@pytest.fixture(scope="session")
def findings() -> Callable[..., list[str]]:
    """What axe finds on the page as it is, and in the colours of the other scheme."""
    axe = Axe().axe_script

    def findings(page: Page, *, in_both_schemes: bool = True) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe)
        found = page.evaluate(AXE, {"resultTypes": ["violations"]})
        if in_both_schemes:
            is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
            schemes = ("dark", "light") if is_dark else ("light", "dark")
            page.emulate_media(color_scheme=schemes[1])
            # Everything else is the same page.
            found += page.evaluate(AXE, {"runOnly": ["color-contrast"]})
            page.emulate_media(color_scheme=schemes[0])
        return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]

    return findings
