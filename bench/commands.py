"""Commands, against pgbench carrying out the same statements on the same server.

Of RegisterUser everything but the password is measured: judging and hashing it takes 40 ms by
design, on threads of its own and before any connection is taken.
"""

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from unittest.mock import patch
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import text

from bench import pgbench
from bench.pgbench import FIRST, NUMBER, Statement, captured, person
from bench.report import Figure
from bench.site import PASSWORD, Site
from bench.timing import once
from commands import register_user
from commands.follow_user import FollowUser
from commands.publish_post import PublishPost
from commands.register_user import RegisterUser
from commands.reinstate_users import ReinstateUsers
from commands.suspend_users import SuspendUsers
from commands.transaction import Command, execute
from commands.update_profile import UpdateProfile
from domain.access import SYSTEM, Actor, Role
from domain.events import UserRegistered
from domain.ids import new_id
from projections import user_search, user_statistics, user_summary

NAME = "commands"
ROUNDS, CLIENTS, CROWD = 3, 8, 32
ADDED = 10_000  # people whose ids pgbench can write down; as many as may be suspended at once
ALONE = 200  # people suspended one after the other
_PEOPLE = """
insert into users (id, email, name, role, version)
select ('00000000-0000-7000-8000-000000' || n)::uuid, n || '@numbered.example.org', 'Person ' || n,
    'member', 1
from generate_series(:first, :last) as n
"""
_UPDATE = "update users set status = :status, version = version + 1 where id = any(:ids)"


@dataclass
class Stage:
    """A copy of the directory with people whose ids are numbered."""

    site: Site
    count: int
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(int(NUMBER)))

    @property
    def seconds(self) -> int:
        return 1 if self.site.rounds < CLIENTS else 4

    def do(self, command: Command[Any], actor: Actor = SYSTEM) -> object:
        return execute(command, actor, self.site.writing)

    def register(self) -> None:
        number = next(self.numbers)
        fields = {"email": f"p{number}@example.org", "name": f"Person {number}"}
        self.do(RegisterUser(command_id=new_id(), password=SecretStr(PASSWORD), **fields))

    def update(self) -> None:
        number = next(self.numbers)
        ann = person(FIRST + number % self.count)
        command = UpdateProfile(command_id=new_id(), user_id=ann, bio=f"About {number}")
        self.do(command, Actor(Role.MEMBER, ann))

    def publish(self) -> None:
        number = next(self.numbers)
        ann = Actor(Role.MEMBER, person(FIRST + number % self.count))
        self.do(PublishPost(command_id=new_id(), text=f"Number {number}"), ann)

    def follow(self) -> None:
        number = next(self.numbers)
        follower = FIRST + number % self.count
        followed = FIRST + (number + 1 + number // self.count) % self.count
        self._follow(person(follower), person(followed))

    def admire(self) -> None:
        """Everybody follows the same person."""
        self._follow(person(FIRST + 1 + next(self.numbers) % (self.count - 1)), person(FIRST))

    def _follow(self, follower: UUID, followed: UUID) -> None:
        command = FollowUser(command_id=new_id(), user_id=followed)
        self.do(command, Actor(Role.MEMBER, follower))

    def rate(self, call: Callable[[], object], clients: int) -> float:
        """Calls a second of so many threads."""
        end = time.perf_counter() + self.seconds
        done: list[int] = []

        def work() -> None:
            count = 0
            while time.perf_counter() < end:
                call()
                count += 1
            done.append(count)

        began = time.perf_counter()
        threads = [threading.Thread(target=work) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(done) / (time.perf_counter() - began)

    def statements(self, call: Callable[[], object]) -> list[Statement]:
        """Of a command whose number is NUMBER."""
        following, self.numbers = self.numbers, itertools.count(int(NUMBER))
        sent = captured(self.site, call)
        self.numbers = following
        return sent

    def script(self, statements: Sequence[Statement], row: str = ":slot") -> str:
        """For pgbench; who acts is anybody."""
        ann = person(FIRST + int(NUMBER) % self.count)
        return pgbench.script(statements, {ann: "p"}, self.count, row=row)


def measure(site: Site) -> Iterator[Figure]:
    with site.copy() as copy, _without_passwords():
        stage = Stage(copy, min(ADDED, max(site.people, CROWD)))
        _add_people(stage)
        stage.numbers = itertools.count(int(NUMBER) + 1)
        yield from _bulk(stage)
        for what, call, goal in (
            ("RegisterUser", stage.register, 0.35),
            ("UpdateProfile", stage.update, 0.25),
        ):
            yield _compared(stage, what, call, stage.script(stage.statements(call)), goal)
        yield from _counters(stage)
        yield from _celebrity(stage)


def _without_passwords() -> Any:
    return patch.multiple(
        register_user,
        require_strong=lambda *_, **__: None,
        hash_password=lambda _: "$argon2id$" + "x" * 86,
    )


def _add_people(stage: Stage) -> None:
    """They are projected as new people are; the statistics' rows move last."""
    ids = [person(FIRST + n) for n in range(stage.count)]
    with stage.site.owner.begin() as connection:
        connection.execute(text(_PEOPLE), {"first": FIRST, "last": FIRST + stage.count - 1})
        user_summary.add(connection, ids)
        user_search.refresh(connection, ids)
        new = [UserRegistered(each, after={"role": Role.MEMBER}) for each in ids]
        user_statistics.move(connection, new)


def _compared(
    stage: Stage, what: str, call: Callable[[], object], same: str, goal: float
) -> Figure:
    """Rounds in turns, so that both see the same machine."""
    ours, theirs = zip(
        *(
            (stage.rate(call, CLIENTS), pgbench.rate(stage.site, same, CLIENTS, stage.seconds))
            for _ in range(ROUNDS)
        ),
        strict=True,
    )
    ratio = median(one / other for one, other in zip(ours, theirs, strict=True))
    note = f"pgbench {median(theirs):,.0f}/s"
    what = f"{what}, {CLIENTS} clients"
    return _figure(what, median(ours), ratio, "pgbench, the same statements", goal, note=note)


def _figure(what: str, rate: float, ratio: float, against: str, goal: float, **more: str) -> Figure:
    return Figure(
        part=NAME,
        what=what,
        median=rate,
        ratio=ratio,
        against=against,
        goal=f"at least {goal:g}",
        met=ratio >= goal,
        **{"unit": "/s"} | more,  # pyright: ignore[reportArgumentType]
    )


def _counters(stage: Stage) -> Iterator[Figure]:
    """The statements of PublishPost with the 32 rows, with one row, and without any."""
    statements = stage.statements(stage.publish)
    uncounted = [each for each in statements if "user_statistics" not in each[0]]
    one_row = stage.script(statements, row="0")
    scripts = stage.script(statements), one_row, stage.script(uncounted)
    for clients in (CLIENTS, CROWD):
        rates = [
            [pgbench.rate(stage.site, each, clients, stage.seconds) for each in scripts]
            for _ in range(ROUNDS)
        ]
        of_none = median(rows / none for rows, _, none in rates)
        of_one = median(rows / one for rows, one, _ in rates)
        what, rate = f"statistics in 32 rows, {clients} clients", median(rows for rows, *_ in rates)
        yield _figure(what, rate, of_none, "no counters", 0.75)
        yield _figure(f"{what}, or in one", rate, of_one, "one row", 2)


def _bulk(stage: Stage) -> Iterator[Figure]:
    """Rows a second of one command for all, of the bare UPDATE, and of a command for each."""
    ids = [person(FIRST + n) for n in range(stage.count)]
    suspended, updated = [], []
    for _ in range(ROUNDS):
        suspended.append(once(lambda: stage.do(_suspend(ids))))
        stage.do(_reinstate(ids))
        updated.append(once(lambda: _bare(stage, "suspended", ids)))
        _bare(stage, "active", ids)
    some = ids[:ALONE]
    alone = once(lambda: [stage.do(_suspend([each])) for each in some]) / len(some)
    stage.do(_reinstate(some))
    one, ratio = median(suspended), median(updated) / median(suspended)
    what, rate = f"SuspendUsers, {len(ids):,} people", len(ids) / one * 1000
    yield _figure(what, rate, ratio, "the bare UPDATE", 0.4, unit="rows/s")
    gain = alone * len(ids) / one
    yield _figure(f"{what}, or one each", rate, gain, "one command each", 10, unit="rows/s")


def _suspend(ids: Sequence[UUID]) -> SuspendUsers:
    return SuspendUsers(command_id=new_id(), user_ids=frozenset(ids), reason="Measured")


def _reinstate(ids: Sequence[UUID]) -> ReinstateUsers:
    return ReinstateUsers(command_id=new_id(), user_ids=frozenset(ids))


def _bare(stage: Stage, status: str, ids: Sequence[UUID]) -> None:
    with stage.site.owner.begin() as connection:
        connection.execute(text(_UPDATE), {"status": status, "ids": list(ids)})


def _celebrity(stage: Stage) -> Iterator[Figure]:
    """All commands end with one row of the summaries, which each holds until its commit."""
    many = median(stage.rate(stage.follow, CROWD) for _ in range(ROUNDS))
    one = stage.rate(stage.admire, CROWD)
    yield Figure(
        part=NAME,
        what=f"following one person, {CROWD} clients",
        median=one,
        unit="/s",
        ratio=one / many,
        against="following many",
    )
