"""Every command is exercised by the test module of its name: done, refused, and seen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import create_engine, pool, text

from commands.change_role import ChangeRole
from commands.sessions import CHANGED
from commands.sign_in import SignIn
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import DomainError
from domain.ids import new_id
from queries.identify import Identify
from queries.user_statistics import UserStatistics
from tests import examples
from tests.database import Database

# Nobody can be refused to leave; an unknown token changes nothing.
NEVER_REFUSED = {"SignOut"}


@dataclass
class Exercise:
    """What the tests of one module did with the command of its name."""

    command: str
    done: bool = False
    refused: bool = False
    seen: bool = False  # a query was answered after the command was done, in one test
    done_here: bool = False

    def missing(self) -> list[str]:
        needed = ["done", "seen"] + ["refused"] * (self.command not in NEVER_REFUSED)
        return [each for each in needed if not getattr(self, each)]


@pytest.fixture(autouse=True)
def fresh(exercise: Exercise) -> None:
    """What counts as seen was asked in the very test that did the command."""
    exercise.done_here = False


@pytest.fixture(scope="module", autouse=True)
def exercise(request: pytest.FixtureRequest) -> Iterator[Exercise]:
    name = request.path.stem.removeprefix("test_")
    exercise = Exercise("".join(word.title() for word in name.split("_")))
    yield exercise
    whole = not request.config.option.keyword and "::" not in " ".join(request.config.args)
    named = any(kind.__name__ == exercise.command for kind in examples.all_commands())
    if named and whole and not request.session.testsfailed:
        assert exercise.missing() == [], f"no test shows {exercise.command} so"


@pytest.fixture
def do(do: Callable, exercise: Exercise) -> Callable:
    def recorded(command, *actor):
        mine = type(command).__name__ == exercise.command
        try:
            result = do(command, *actor)
        except DomainError:
            exercise.refused |= mine
            raise
        exercise.done |= mine
        exercise.done_here |= mine
        return result

    return recorded


@pytest.fixture
def ask(ask: Callable, exercise: Exercise) -> Callable:
    def recorded(query, *actor):
        answer = ask(query, *actor)
        exercise.seen |= exercise.done_here
        return answer

    return recorded


@pytest.fixture
def appoint(do: Callable, register: Callable) -> Callable[..., Actor]:
    """Somebody new who has this role, and has just signed in."""

    def appoint(name: str, role: Role = Role.MEMBER) -> Actor:
        user_id = register(name)
        do(ChangeRole(command_id=new_id(), user_id=user_id, role=role), SYSTEM)
        login_id = examples.signed_in(do, f"{name.lower().replace(' ', '.')}@example.org")
        return Actor(role, user_id, login_id=login_id)

    return appoint


@pytest.fixture
def here(ann: Actor, sign_in: Callable, who: Callable) -> Actor:
    """Ann, who has just signed in."""
    return who(sign_in("Ann"))


@pytest.fixture
def later(database: Database) -> Callable[[str], None]:
    """So much time passes for every session and every count of tries."""

    def later(interval: str) -> None:
        names = "created_at", "last_used_at", "confirmed_at", "expires_at"
        older = ", ".join(f"{name} = {name} - interval '{interval}'" for name in names)
        with database.owner.begin() as connection:
            connection.execute(text(f"update logins set {older}"))
            connection.execute(
                text(f"update tries set began_at = began_at - interval '{interval}'")
            )

    return later


@pytest.fixture
def heard(database: Database) -> Iterator[Callable[[], list[str]]]:
    """What the servers were told of sessions since the last look."""
    engine = create_engine(database.url, poolclass=pool.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"listen {CHANGED}"))
        raw: Any = connection.connection.driver_connection
        yield lambda: [told.payload for told in raw.notifies(timeout=0.2)]


@pytest.fixture
def sign_in(do: Callable) -> Callable[..., str]:
    """The token of a new session."""
    return lambda name, password=examples.PASSWORD: do(
        SignIn(email=f"{name.lower()}@example.org", password=password)
    )


@pytest.fixture
def who(ask: Callable) -> Callable[[str], Actor]:
    """The person whose token it is, or GUEST."""
    return lambda token: ask(Identify(token=token), GUEST)


@pytest.fixture
def census(ask: Callable) -> Callable[[], tuple[int, int, int]]:
    """How many people are active, inactive and suspended."""

    def census():
        figures = ask(UserStatistics())
        return figures.active_users, figures.inactive_users, figures.suspended_users

    return census


@pytest.fixture
def serve(database: Database) -> Callable[[], None]:
    """Every suspension with an end has served its time, and nobody has noticed yet."""

    def serve():
        with database.owner.begin() as connection:
            for table in ("users", "user_summaries"):
                past = f"update {table} set suspended_until = now() - interval '1 second'"
                connection.execute(text(f"{past} where suspended_until is not null"))

    return serve
