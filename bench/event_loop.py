"""How long the event loop keeps others waiting while people sign in, which hashes passwords.

Asked is what needs nothing but the event loop, over one open connection: alone, and while four
people sign in again and again.
"""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles
from threading import Event

import httpx
from sqlalchemy import text

from bench.crowd import answered, connected
from bench.report import Figure
from bench.site import PASSWORD, Site

NAME = "event_loop"
PEOPLE = 4
ASKED_A_ROUND = 50  # a thousand times in the usual 20 rounds
PAUSE = 0.003  # seconds
GOAL = 10.0  # ms that the 99th percentile may be above that of a quiet server
EMAILS = "select email from users where email like '%@bench.example.org' limit :number"


def measure(site: Site) -> Iterator[Figure]:
    asked = ASKED_A_ROUND * site.rounds
    with site.copy() as copy:
        copy.sign_in(PEOPLE)
        with copy.owner.connect() as connection:
            emails = connection.scalars(text(EMAILS), {"number": PEOPLE}).all()
        copy.close()
        with copy.served() as url, ThreadPoolExecutor(PEOPLE) as threads:
            quiet = asyncio.run(_waits(url, asked))
            stop = Event()
            entering = [threads.submit(_sign_in, url, email, stop) for email in emails]
            try:
                busy = asyncio.run(_waits(url, asked))
            finally:
                stop.set()
            number = sum(each.result() for each in entering)
    lag = _p99(busy) - _p99(quiet)
    yield Figure.timed(NAME, "an answer of a quiet server", quiet)
    yield Figure.timed(NAME, "while people sign in", busy, note=f"{number} signed in")
    yield Figure(
        part=NAME,
        what="more at the 99th percentile",
        median=lag,
        goal=f"at most {GOAL:g} ms",
        met=lag <= GOAL,
    )


async def _waits(url: str, times: int) -> list[float]:
    """Milliseconds of each answer."""
    loop = asyncio.get_running_loop()
    reader, writer, request = await connected(f"{url}/health/live")
    waits: list[float] = []
    for _ in range(times):
        began = loop.time()
        await answered(reader, writer, request)
        waits.append((loop.time() - began) * 1000)
        await asyncio.sleep(PAUSE)
    writer.close()
    return waits


def _sign_in(url: str, email: str, stop: Event) -> int:
    """How often it was done."""
    form, done = {"email": email, "password": PASSWORD}, 0
    with httpx.Client(base_url=url, headers={"origin": url}, timeout=30) as client:
        while not stop.is_set():
            done += client.post("/auth/sign-in", data=form).has_redirect_location
            client.cookies.clear()
    return done


def _p99(values: list[float]) -> float:
    return quantiles(values, n=100, method="inclusive")[-1]
