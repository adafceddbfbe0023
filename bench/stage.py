"""What the commands are measured on: a copy of the directory, with people who have numbers."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import text

from bench import pgbench
from bench.pgbench import FIRST, NUMBER, Statement, captured, person
from bench.report import Figure
from bench.site import PASSWORD, Site
from commands import register_user
from commands.follow_user import FollowUser
from commands.publish_post import PublishPost
from commands.register_user import RegisterUser
from commands.transaction import Command, execute
from commands.update_profile import UpdateProfile
from domain.access import SYSTEM, Actor, Role
from domain.events import UserRegistered
from domain.ids import new_id
from projections import user_search, user_statistics, user_summary

NAME = "commands"
ROUNDS, CLIENTS, CROWD = 3, 8, 32
_PEOPLE = """
insert into users (id, email, name, role, version)
select ('00000000-0000-7000-8000-000000' || n)::uuid, n || '@numbered.example.org', 'Person ' || n,
    'member', 1
from generate_series(:first, :last) as n
"""


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
        self.follow_one(person(follower), person(followed))

    def follow_one(self, follower: UUID, followed: UUID) -> None:
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


def without_passwords() -> Any:
    return patch.multiple(
        register_user,
        require_strong=lambda *_, **__: None,
        hash_password=lambda _: "$argon2id$" + "x" * 86,
    )


def add_people(stage: Stage) -> None:
    """They are projected as new people are; the statistics' rows move last."""
    ids = [person(FIRST + n) for n in range(stage.count)]
    with stage.site.owner.begin() as connection:
        connection.execute(text(_PEOPLE), {"first": FIRST, "last": FIRST + stage.count - 1})
        user_summary.add(connection, ids)
        user_search.add(connection, ids)
        new = [UserRegistered(each, after={"role": Role.MEMBER}) for each in ids]
        user_statistics.move(connection, new)


def compared(
    what: str, rate: float, ratio: float, against: str, goal: float, **more: str
) -> Figure:
    """Met, when the rate is at least `goal` of the other's."""
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
