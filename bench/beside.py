"""Sign-ups while somebody's statistics query runs for a minute: does it hold them up?

The sign-ups are whole, with the hash of production. The query reads all summaries again and again
on one core, in one snapshot, as the role of the queries.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from subprocess import Popen
from threading import Thread

from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bench.report import Figure
from bench.site import PASSWORD, Site
from bench.timing import once, p95
from commands.register_user import RegisterUser
from commands.transaction import execute
from domain.access import SYSTEM
from domain.ids import new_id

NAME = "beside"
SLOW = """
select sum(hashtext(name || number)) from user_summaries, generate_series(1, 100000) as number
"""
MORE, MINUTE, SHARE = 1.1, 60.0, 0.2  # times p95: the goal; seconds; seconds for each round
HEAD_START = 0.3  # seconds


def measure(site: Site) -> Iterator[Figure]:
    """Alone; beside a program that only keeps one core busy; and beside the query."""
    seconds = MINUTE if site.long else SHARE * site.rounds
    with site.copy() as copy:
        _sign_up(copy)
        alone = list(_sign_ups(copy, seconds))
        yield Figure.timed(NAME, "sign-up, nobody else there", alone)
        with _busy_core():
            busy = list(_sign_ups(copy, seconds))
        yield _figure("sign-up, one core is busy", busy, alone)
        with _slow_query(copy, seconds + HEAD_START):
            beside = list(_sign_ups(copy, seconds))
    figure = _figure(f"sign-up, beside a query of {seconds:.0f} s", beside, alone)
    if not site.long:
        yield replace(figure, note="too short for a verdict: --long")
        return
    met = p95(beside) <= MORE * p95(alone)
    yield replace(figure, goal=f"at most {MORE} of it", met=met)


def _figure(what: str, beside: list[float], alone: list[float]) -> Figure:
    ratio = p95(beside) / p95(alone)
    return Figure.timed(NAME, what, beside, ratio=ratio, against="p95 alone")


def _sign_ups(site: Site, seconds: float) -> Iterator[float]:
    """Milliseconds of each, one after the other."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield once(lambda: _sign_up(site))


def _sign_up(site: Site) -> None:
    email, password = f"{new_id().hex}@bench.example.org", SecretStr(PASSWORD)
    person = RegisterUser(command_id=new_id(), email=email, name="Ann", password=password)
    execute(person, SYSTEM, site.writing)


@contextmanager
def _busy_core() -> Iterator[None]:
    """What the query costs because it takes one of the cores, whatever it does there."""
    with Popen([sys.executable, "-c", "while True: pass"]) as busy:
        try:
            yield
        finally:
            busy.kill()


@contextmanager
def _slow_query(site: Site, seconds: float) -> Iterator[None]:
    """Runs until the time is up, which ends it."""
    thread = Thread(target=_read, args=(site, seconds))
    thread.start()
    time.sleep(HEAD_START)
    yield
    thread.join()


def _read(site: Site, seconds: float) -> None:
    with site.reading.connect() as connection:
        connection.execute(text(f"set statement_timeout = {int(seconds * 1000)}"))
        try:
            connection.execute(text(SLOW))
        except OperationalError:
            connection.rollback()  # it was cancelled, as it was meant to be
