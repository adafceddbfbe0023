"""Rollcall served over the same people, with an administrator signed in: JSON, tab, page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import httpx
from playwright.sync_api import Page

from app.urls import routes
from bench.peer_sites.asked import Asked
from bench.peer_sites.person import ROWS
from bench.site import Site
from bench.tab import NAVIGATE, READY
from domain.access import Role
from domain.ids import new_id
from tests.e2e.sockets import Socket

SHOWN: Final = ".ledger tbody tr, .empty"  # in a page that has its answer
_ELSEWHERE: Final = routes.with_query(routes.ADMIN_PEOPLE, q="elsewhere")
# Milliseconds from following a link until the frame in which the rows are others.
_MOVED: Final = """async ([away, there]) => {
  const words = name => document.querySelector(name)?.innerText ?? '';
  const shown = () => words('.search-count') + words('.ledger tbody tr') + words('.empty');
  const follow = async address => {
    const before = shown(), began = performance.now();
    window.__reactRouterDataRouter.navigate(address);
    while ([before, words('.search-count')].includes(shown()))
      await new Promise(requestAnimationFrame);
    return performance.now() - began;
  };
  await follow(away);
  return follow(there);
}"""
_PATIENCE: Final = 120.0  # seconds


@dataclass
class Ours:
    url: str
    cookie: str
    client: httpx.Client
    socket: Socket

    def answer(self, asked: Asked) -> None:
        """50 people as JSON."""
        wanted = {"page_size": ROWS, "search": asked.search}
        cursor = {"after": str(asked.after)} if asked.after else {}
        self.client.get("/api/users", params=wanted | cursor).raise_for_status()

    def event(self, asked: Asked) -> None:
        """All that the server sends when an open tab goes there: 20 people."""
        self.socket.say(NAVIGATE, path=self.address(asked))
        self.socket.heard_until(lambda message: READY in message, _PATIENCE)

    def move(self, page: Page, asked: Asked) -> float:
        """Milliseconds of going there from another list, in the browser."""
        return page.evaluate(_MOVED, [_ELSEWHERE, self.address(asked)])

    def address(self, asked: Asked) -> str:
        return routes.with_query(routes.ADMIN_PEOPLE, q=asked.search, after=asked.after)


@contextmanager
def served(site: Site) -> Iterator[Ours]:
    """Signing in writes: `site` is a copy."""
    with site.served() as url:
        [cookie] = site.sign_in(1, Role.ADMIN)
        headers = {"Origin": url, "Cookie": cookie}
        socket = Socket(url.removeprefix("http://"), str(new_id()), headers)
        with httpx.Client(base_url=url, headers=headers, timeout=_PATIENCE) as client:
            socket.start(routes.ADMIN_PEOPLE)
            yield Ours(url, cookie, client, socket)
        socket.close()
