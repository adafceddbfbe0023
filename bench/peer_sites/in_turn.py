"""The peers and Rollcall, asked in turn: what else the machine does meets all of them alike."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial

import httpx
from sqlalchemy import make_url

from app.config import READER
from bench import browser, timing
from bench.peer_sites import ours
from bench.peer_sites.asked import Asked
from bench.peer_sites.serving import PEERS, Peer, signed_in
from bench.site import Site

FEWEST = 3  # rounds, however slow they are
BUDGET = 6.0  # seconds for all of them, each time they are asked for something

Call = Callable[[], float]  # does it, and returns the milliseconds
Clients = Mapping[Peer, httpx.Client]
Taken = tuple[Asked, str, dict[str, list[float]]]  # for what, where it was measured, by whom


def everything_taken(site: Site, asked: Sequence[Asked]) -> Iterator[Taken]:
    """First what the servers take, then what passes until a page is shown."""
    reading = make_url(site.url).set(username=READER).render_as_string(hide_password=False)
    with ExitStack() as stack:
        peers = {peer: stack.enter_context(signed_in(peer, reading)) for peer in PEERS}
        product = stack.enter_context(ours.served(site))
        for each in asked:
            yield each, "server", _in_turn(_answers(peers, product, each), site.rounds)
        chromium = stack.enter_context(browser.opened())
        theirs = {p: browser.visit(chromium, str(c.base_url), _cookie(c)) for p, c in peers.items()}
        page = browser.visit(chromium, product.url, product.cookie)
        for each in asked:
            calls: dict[str, Call] = {
                peer.name: partial(browser.load, theirs[peer], peer.address(each), peer.shown)
                for peer in PEERS
            }
            there = product.address(each)
            calls["Rollcall, loaded"] = partial(browser.load, page, there, ours.SHOWN)
            calls["Rollcall, moved to"] = partial(product.move, page, each)
            yield each, "page", _in_turn(calls, site.rounds)


def _answers(peers: Clients, product: ours.Ours, asked: Asked) -> dict[str, Call]:
    calls = {
        peer.name: partial(_timed, _get, client, peer.address(asked))
        for peer, client in peers.items()
    }
    calls["Rollcall, JSON"] = partial(_timed, product.answer, asked)
    calls["Rollcall, open tab"] = partial(_timed, product.event, asked)
    return calls


def _in_turn(calls: Mapping[str, Call], times: int) -> dict[str, list[float]]:
    """Milliseconds of each in so many rounds; in fewer where they are slow."""
    for call in calls.values():
        call()  # nobody counts the first, which fills caches
    taken: dict[str, list[float]] = {name: [] for name in calls}
    limit = time.monotonic() + BUDGET
    for number in range(times):
        if number >= FEWEST and time.monotonic() > limit:
            break
        for name, call in calls.items():
            taken[name].append(call())
    return taken


def _timed(call: Callable[..., None], *arguments: object) -> float:
    return timing.once(lambda: call(*arguments))


def _get(client: httpx.Client, address: str) -> None:
    client.get(address).raise_for_status()


def _cookie(client: httpx.Client) -> str:
    return "; ".join(f"{each.name}={each.value}" for each in client.cookies.jar)
