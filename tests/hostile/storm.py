"""Commands of random people with random values, right and wrong, on a small population."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError
from pyotp.totp import TOTP
from sqlalchemy import text

from commands.reactivate_user import ReactivateUser
from commands.reinstate_users import ReinstateUsers
from commands.sign_in import SignIn
from commands.transaction import execute
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import DomainError
from domain.ids import new_id
from tests.database import Database
from tests.examples import all_commands
from tests.hostile import corpus

ADDRESSES: Final = [f"{name}@example.org" for name in "abcdefghijkl"]
PASSWORDS: Final = ["correct horse battery", "vintage otter lamp 14", "three grey umbrellas"]
TEXTS: Final = [row.value for row in corpus.NAMES + corpus.BIOS if isinstance(row.value, str)]
POOLS: Final = "users", "posts", "logins", "mails"
ANEW: Final = 100  # commands after which the pools are read again
KINDS: Final = all_commands()
MORE_OFTEN: Final = [ReactivateUser, ReinstateUsers, SignIn] * 3  # or soon nobody is left


@dataclass
class Storm:
    """`outcomes` counts, by the name of the command, what became of it."""

    database: Database
    random: Random
    ids: dict[str, list[UUID]] = field(default_factory=dict)
    owners: dict[UUID, UUID] = field(default_factory=dict)  # of sessions
    used: list[UUID] = field(default_factory=list)  # ids of commands, to be repeated
    tokens: list[str] = field(default_factory=lambda: ["unknown"])
    secrets: list[str] = field(default_factory=list)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def blow(self, times: int) -> None:
        """Raises whatever a command raises that is neither of the two that pages can answer."""
        for number in range(times):
            if number % ANEW == 0:
                self._look_around()
            kind = self.random.choice(KINDS + MORE_OFTEN)
            self.outcomes[kind.__name__, self._outcome(kind)] += 1

    def _outcome(self, kind: type) -> str:
        try:
            command = kind(**{each.name: VALUES[each.name](self) for each in fields(kind)})
            result = execute(command, self._actor(command), self.database.writing)
        except ValidationError:
            return "not understood"
        except DomainError as refused:
            return refused.code
        self._learn(result)
        return "done"

    def _learn(self, result: Any) -> None:
        token = result if isinstance(result, str) else getattr(result, "token", None)
        if token := getattr(token, "get_secret_value", lambda: token)():
            self.tokens.append(token)
        if secret := getattr(result, "secret", None):
            self.secrets.append(getattr(secret, "get_secret_value", lambda: secret)())

    def _look_around(self) -> None:
        """Who and what there is by now; and nobody is kept out for having tried too often."""
        with self.database.owner.begin() as connection:
            for pool in POOLS:
                self.ids[pool] = list(connection.scalars(text(f"select id from {pool}")))
            owners = connection.execute(text("select id, user_id from logins"))
            self.owners = {row.id: row.user_id for row in owners}
            connection.execute(text("delete from tries"))

    def _actor(self, command: Any) -> Actor:
        """Mostly somebody who may; often whom the command is about, or who has signed in."""
        drawn, role = self.random.random(), self.random.choice(list(Role))
        if drawn < 0.1:
            return self.random.choice([GUEST, SYSTEM])
        if GUEST.may(command.permission):
            return GUEST
        if drawn < 0.4 or not any(Actor(role).may(command.permission) for role in Role):
            return SYSTEM
        if drawn < 0.7:
            return Actor(role, getattr(command, "user_id", None) or self.any_id("users"))
        login_id = self.any_id("logins")
        return Actor(role, self.owners.get(login_id) or self.any_id("users"), login_id)

    def any_id(self, pool: str) -> UUID:
        known = self.ids[pool]
        return self.random.choice(known) if known and self.random.random() < 0.95 else new_id()

    def command_id(self) -> UUID:
        if self.used and self.random.random() < 0.05:
            return self.random.choice(self.used)
        self.used = [*self.used[-99:], new_id()]
        return self.used[-1]

    def text(self, *right: str) -> str:
        drawn = self.random.random()
        if drawn < 0.8:
            return self.random.choice(right)
        if drawn < 0.95:
            return self.random.choice(TEXTS)
        length = self.random.randrange(30)
        return "".join(chr(self.random.randrange(0x110000)) for _ in range(length))

    def moment(self) -> Any:
        soon = timedelta(seconds=self.random.uniform(-0.1, 0.2))
        return self.random.choice([None, datetime.now(UTC) + soon, "2099-01-31T12:00Z"])

    def code(self) -> str:
        if self.secrets and self.random.random() < 0.8:
            return TOTP(self.random.choice(self.secrets[-20:])).now()
        return self.text("", "000000")


def _password(storm: Storm) -> str:
    return storm.text(*PASSWORDS)


# What each field of a command may hold, by its name; a new one says so here.
VALUES: Final[dict[str, Callable[[Storm], Any]]] = {
    "command_id": Storm.command_id,
    "user_id": lambda storm: storm.any_id("users"),
    "user_ids": lambda storm: [
        storm.any_id("users") for _ in range(storm.random.choice([1, 1, 1, 2, 0]))
    ],
    "post_id": lambda storm: storm.any_id("posts"),
    "login_id": lambda storm: storm.any_id("logins"),
    "mail_id": lambda storm: storm.any_id("mails"),
    "job_id": lambda storm: storm.random.choice([1, -1, 2**70, 10**400]),
    "email": lambda storm: storm.text(*ADDRESSES),
    "name": lambda storm: storm.text("Ann", "Ben"),
    "bio": lambda storm: storm.text("Sails.", ""),
    "text": lambda storm: storm.text("Hello", "Good morning"),
    "reason": lambda storm: storm.text("Spam"),
    "password": _password,
    "current_password": _password,
    "new_password": _password,
    "token": lambda storm: storm.text(*storm.tokens[-50:]),
    "code": Storm.code,
    "device": lambda storm: storm.random.choice([None, "d" * 43, "\ud800"]),
    "user_agent": lambda storm: storm.text("Firefox"),
    "version": lambda storm: storm.random.choice([*[None] * 6, 1, -1, 10**400]),
    "only_at": lambda storm: storm.random.choice([*[None] * 6, (), (1,), (-1, 10**400)]),
    "seen": lambda storm: storm.random.choice([*[None] * 6, storm.text("Hello"), *Role]),
    "role": lambda storm: storm.random.choice([*Role, "owner"]),
    "until": Storm.moment,
    "outcome": lambda storm: storm.random.choice(["sent", "failed", "given_up", "lost"]),
    "error": lambda storm: storm.random.choice([None, "ConnectionRefusedError"]),
    "body": lambda storm: storm.random.choice([None, "Hello"]),
    "refused": lambda _: (),
}
