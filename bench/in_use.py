"""A rebuild of damaged summaries while people read, and others are counted."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text

from bench.report import Figure
from bench.site import Site
from bench.timing import p95
from commands.follow_user import FollowUser
from commands.publish_post import PublishPost
from commands.transaction import execute
from domain.access import Actor, Role
from domain.errors import DomainError
from domain.ids import new_id
from projections import maintenance
from queries.list_active_users import ListActiveUsers
from queries.reading import fetch

NAME = "rebuild"
QUIET = 2.0  # seconds of the same without a rebuild, to compare with
PAUSE = 0.02  # seconds between two commands or reads of a client
ROWS = 20
PATIENCE = 2_000  # ms that a command waits for a lock: see app.runtime.engines
# Every second person, everywhere; and what is counted of all of them.
DAMAGE = (
    """
    update user_summaries set bio = 'damaged', follower_count = follower_count + 1
    where statistics_slot(id) % 2 = 0
    """,
    "update user_statistics set total_posts = total_posts + 1000, active_users = active_users + 9",
    "update daily_activity set posts = posts + 1",
)
_ACTIVE = "select id from users where status = 'active' and role = 'member' order by id limit 10000"


@dataclass
class Client:
    """What one thread does again and again, how long each took (ms), and what was not right."""

    act: Callable[[], bool]
    took: list[float] = field(default_factory=list[float])
    wrong: int = 0

    def work(self, stop: threading.Event) -> None:
        while not stop.wait(PAUSE):
            began = time.perf_counter()
            self.wrong += not self.act()
            self.took.append((time.perf_counter() - began) * 1000)


def in_use(site: Site) -> Iterator[Figure]:
    quiet = _meanwhile(site, lambda: time.sleep(QUIET))
    with site.owner.begin() as connection:
        for statement in DAMAGE:
            connection.execute(text(statement))
    began = time.monotonic()
    readers, writers = _meanwhile(site, lambda: maintenance.rebuild(site.owner))
    what = "rebuild, every second person wrong, in use"
    yield Figure(part=NAME, what=what, median=time.monotonic() - began, unit="s")
    yield from _told("reads", quiet[0], readers)
    yield from _told("commands", quiet[1], writers)
    with site.owner.connect() as connection:
        wrong = sum(1 for _ in maintenance.verify(connection))
    yield _none("differences after it", wrong)


def _meanwhile(site: Site, work: Callable[[], object]) -> tuple[list[Client], list[Client]]:
    with site.owner.connect() as connection:
        people = list(connection.scalars(text(_ACTIVE)))
    readers = [Client(lambda: _reads(site)) for _ in range(2)]
    writers = [Client(lambda: _commands(site, people)) for _ in range(2)]
    stop = threading.Event()
    threads = [threading.Thread(target=c.work, args=[stop]) for c in (*readers, *writers)]
    for thread in threads:
        thread.start()
    try:
        work()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    return readers, writers


def _reads(site: Site) -> bool:
    """A full page, the newest people; how many there are is asked for along with it."""
    page = fetch(ListActiveUsers(page_size=ROWS), Actor(Role.MEMBER, new_id()), site.reading)
    return len(page.rows) == ROWS


def _commands(site: Site, people: list[UUID]) -> bool:
    who, whom = random.sample(people, 2)
    actor = Actor(Role.MEMBER, who)
    for command in (
        FollowUser(command_id=new_id(), user_id=whom),
        PublishPost(command_id=new_id(), text="Meanwhile"),
    ):
        try:
            execute(command, actor, site.writing)
        except DomainError:
            return False
    return True


def _told(what: str, quiet: list[Client], busy: list[Client]) -> Iterator[Figure]:
    """Beside those of a quiet moment."""
    before, took = _all(quiet), _all(busy)
    if not (before and took):
        return
    yield Figure.timed(
        NAME,
        f"{what} meanwhile",
        took,
        ratio=p95(took) / p95(before),
        against="the same p95 without a rebuild",
    )
    longest = max(took)
    yield Figure(
        part=NAME,
        what=f"the slowest of {len(took):,} {what}",
        median=longest,
        goal=f"at most {PATIENCE} ms",
        met=longest <= PATIENCE,
    )
    yield _none(f"{what} refused, empty or partial", sum(client.wrong for client in busy))


def _all(clients: list[Client]) -> list[float]:
    return [took for client in clients for took in client.took]


def _none(what: str, number: int) -> Figure:
    return Figure(part=NAME, what=what, median=number, unit="", goal="none", met=not number)
