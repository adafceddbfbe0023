"""Hundreds of browsers on one server process: how long they wait, and what they cost in memory.

Each has a socket of its own, is signed in and has a page open. Half of them turn to the list of
people at random instants, the others publish posts. They come from several addresses of this
machine, so that no limit has to be lifted.
"""

import asyncio
import random
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import psutil
from sqlalchemy import text

from bench.report import Figure
from bench.site import Site
from bench.tab import PAGES, Tab
from domain.ids import new_id

NAME = "sockets"
BROWSERS_A_ROUND = 25  # 500 browsers in the usual 20 rounds
AT_ONE_ADDRESS = 50  # so many may come at once
DICE = random.Random(1)  # noqa: S311 - of who clicks next
READS, COMMANDS = 100.0, 30.0  # a second
SECONDS, SOAK = 15.0, 600.0
PATIENCE, PATIENCE_OF_COMMANDS = 150, 250  # ms: the goals for the 95th percentile
MEGABYTES = 0.4  # for a browser: the goal
GROWTH = 5.0  # MB in a soak: more would be a leak
SHOWN, ACCEPTED = '"shown_rx_state_"', '"accepted_rx_state_"'
PUBLISH = f"{PAGES}person___state____person.publish"


@dataclass
class Crowd:
    """The tabs that have nothing to do just now, by kind, and what was measured."""

    readers: list[Tab] = field(default_factory=list)
    writers: list[tuple[Tab, str]] = field(default_factory=list)  # with the address of its page
    reads: list[float] = field(default_factory=list)  # ms
    commands: list[float] = field(default_factory=list)
    bytes_of_list: int = 0

    async def read(self) -> None:
        if self.readers:
            tab = self.readers.pop(DICE.randrange(len(self.readers)))
            waited, self.bytes_of_list = await tab.navigate("/", SHOWN)
            self.reads.append(waited)
            self.readers.append(tab)

    async def command(self) -> None:
        if self.writers:
            tab, page = self.writers.pop(DICE.randrange(len(self.writers)))
            form = {"command_id": str(new_id()), "text": "Somebody was here."}
            waited, _ = await tab.say(PUBLISH, {"form": form}, page, ACCEPTED)
            self.commands.append(waited)
            self.writers.append((tab, page))


def measure(site: Site) -> Iterator[Figure]:
    number = BROWSERS_A_ROUND * site.rounds
    with site.copy() as copy:
        cookies = copy.sign_in(number)
        with copy.owner.connect() as connection:
            newest = (
                "select id from user_summaries where status = 'active' order by id desc limit 1"
            )
            page = f"/people/{connection.scalar(text(newest))}"
        copy.close()
        with copy.served() as url:
            yield from asyncio.run(_measured(url, cookies, page, SOAK if site.long else SECONDS))


async def _measured(url: str, cookies: list[str], page: str, seconds: float) -> list[Figure]:
    server = max(psutil.Process().children(recursive=True), key=_megabytes)
    empty, crowd = _megabytes(server), Crowd()
    for number, cookie in enumerate(cookies):
        tab = await Tab.open(url, cookie, f"127.0.0.{2 + number // AT_ONE_ADDRESS}")
        await tab.arrive(page if number % 2 else "/")
        if number % 2:
            crowd.writers.append((tab, page))
        else:
            crowd.readers.append(tab)
    full = _megabytes(server)
    await _together(crowd, seconds / 4)
    settled = _megabytes(server)
    crowd.reads.clear()
    crowd.commands.clear()
    began = time.monotonic()
    await _together(crowd, seconds)
    told = f"{len(crowd.reads) / (time.monotonic() - began):.0f} reads/s, {len(cookies)} browsers"
    return _figures(crowd, told, (full - empty) / len(cookies), _megabytes(server) - settled)


def _figures(crowd: Crowd, told: str, each: float, growth: float) -> list[Figure]:
    reads = Figure.timed(NAME, "a list, under load", crowd.reads, note=told, goal="p95 150 ms")
    commands = Figure.timed(NAME, "a command, under load", crowd.commands, goal="p95 250 ms")
    return [
        _decided(reads, PATIENCE),
        _decided(commands, PATIENCE_OF_COMMANDS),
        Figure.at_most(NAME, "memory of the server for a browser", each, MEGABYTES, "MB"),
        Figure.at_most(NAME, "memory that came during the load", growth, GROWTH, "MB"),
        Figure.at_most(NAME, "a list of 20 on the wire", crowd.bytes_of_list / 1000, 8, "KB"),
    ]


def _decided(figure: Figure, most: float) -> Figure:
    return replace(figure, met=figure.p95 is not None and figure.p95 <= most)


async def _together(crowd: Crowd, seconds: float) -> None:
    end = time.monotonic() + seconds
    async with asyncio.TaskGroup() as group:
        group.create_task(_at_random(group, READS, crowd.read, end))
        group.create_task(_at_random(group, COMMANDS, crowd.command, end))


async def _at_random(
    group: asyncio.TaskGroup, rate: float, act: Callable[[], Coroutine[Any, Any, None]], end: float
) -> None:
    """Whatever waits, the next comes: people do not wait for each other."""
    due = time.monotonic()
    while due < end:
        due += DICE.expovariate(rate)
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        group.create_task(act())


def _megabytes(process: psutil.Process) -> float:
    """What would be free without it."""
    return process.memory_full_info().uss / 1e6
