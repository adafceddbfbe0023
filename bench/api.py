"""The JSON API under load, against endpoints that FastAPI's and SQLModel's tutorials would write.

One process each, 32 clients, the same person and the same list of 20. Ours looks up a session for
every request, checks what may be seen, counts the list and says where a page stands; the plain one
does nothing of it.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import make_url, text

from app.config import READER
from app.console import server
from app.console.children import child, ending_with_us
from app.console.places import PROGRAMS
from bench.crowd import rate
from bench.report import Figure
from bench.site import Site, free_port
from bench.timing import p50

NAME = "api"
CLIENTS, SECONDS, TURNS = 32, 2.0, 3
GOAL = 2.0  # times the plain one


def measure(site: Site) -> Iterator[Figure]:
    with site.copy() as copy:
        (cookie,) = copy.sign_in(1)
        with copy.owner.connect() as connection:
            newest = (
                "select id from user_summaries where status = 'active' order by id desc limit 1"
            )
            person = connection.scalar(text(newest))
        copy.close()
        with copy.served() as ours, _plain(copy) as plain:
            for what, path in (("a person", f"/users/{person}"), ("the list", "/users")):
                yield _compared(site, what, f"{ours}/api{path}", f"{plain}{path}", cookie)


def _compared(site: Site, what: str, ours: str, plain: str, cookie: str) -> Figure:
    """In turns, so that both see the same machine."""
    seconds = SECONDS * min(1, site.rounds / 20)
    rates: dict[str, list[float]] = {ours: [], plain: []}
    for _ in range(TURNS):
        for url, measured in rates.items():
            measured.append(asyncio.run(rate(url, cookie, CLIENTS, seconds)))
    mine, theirs = p50(rates[ours]), p50(rates[plain])
    return Figure(
        part=NAME,
        what=f"GET {what}",
        median=mine,
        unit="/s",
        ratio=mine / theirs,
        against="plain FastAPI + SQLModel",
        goal=f"at least {GOAL:g} times",
        met=mine >= GOAL * theirs,
    )


@contextmanager
def _plain(site: Site) -> Iterator[str]:
    """The address of the plain endpoints, served as ours are."""
    port = free_port()
    options = ("--interface", "asgi", "--host", server.HOST, "--port", str(port))
    workers = ("--workers", "1", "--log-level", "warning")
    command = ending_with_us(str(PROGRAMS / "granian"), *options, *workers, "bench.plain:app")
    url = make_url(site.url).set(username=READER).render_as_string(hide_password=False)
    with child(*command, env={"PLAIN_URL": url}) as process:
        server.wait_until_ready(process, port)
        yield f"http://{server.HOST}:{port}"
