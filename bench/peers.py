"""Rollcall beside Django admin, sqladmin and starlette-admin: one table, one server, one run.

All are signed in, one process each. The peers answer with pages of 50 people; Rollcall with 50 as
JSON, and with the 20 of its page as what an open tab is sent. In the browser each shows its page;
within Rollcall one also moves from list to list without loading a page.
"""

from collections.abc import Iterator
from importlib import import_module

from bench import timing
from bench.peer_sites.asked import Asked, everything
from bench.peer_sites.serving import PEERS
from bench.report import Figure
from bench.site import Site, Unavailable

NAME = "peers"
HOW = "The peers are not installed: `./run bench peers` does that."
FULL = 1_000_000  # people: the goals are meant for so many


def measure(site: Site) -> Iterator[Figure]:
    if not all(peer.is_installed for peer in PEERS):
        raise Unavailable(HOW)
    in_turn = import_module("bench.peer_sites.in_turn")  # wants what is not always installed
    with site.copy() as copy:
        for asked, how, taken in in_turn.everything_taken(copy, everything(copy)):
            yield from _compared(asked, how, taken, is_full=site.people >= FULL)


def _compared(
    asked: Asked, how: str, taken: dict[str, list[float]], *, is_full: bool
) -> Iterator[Figure]:
    """The figure of each; those of Rollcall with their share of what the fastest peer takes."""
    peers = {peer.name: timing.p50(taken[peer.name]) for peer in PEERS}
    fastest = min(peers, key=peers.__getitem__)
    for name, milliseconds in taken.items():
        told = f"{how}, {asked.what}: {name}"
        if name in peers:
            yield Figure.timed(NAME, told, milliseconds)
            continue
        ratio = timing.p50(milliseconds) / peers[fastest]
        goal = f"at most {asked.goal} at {FULL:,}" if asked.goal else ""
        met = ratio <= asked.goal if asked.goal and is_full else None
        more = {"ratio": ratio, "against": fastest, "goal": goal, "met": met}
        yield Figure.timed(NAME, told, milliseconds, **more)
