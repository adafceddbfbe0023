"""Fixtures: every database test runs on a real PostgreSQL 18, as the roles of the product."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from commands import passwords
from commands.register_user import RegisterUser
from commands.transaction import DEFAULT, execute
from domain.access import GUEST, Actor, Role
from domain.errors import DomainError
from domain.ids import new_id
from queries.reading import fetch
from tests.database import Database, database_server
from tests.examples import PASSWORD
from tests.product import product_at

FOLDER = "ROLLCALL_TEST_FOLDER"
LONGEST_TEST = 15  # seconds, of those that ask for the day of today
# Folders of long modules: begun last, one of these would be waited for by an idle process. Faults
# wait most of the time, and journeys never; and journeys in a row share one browser.
FIRST = ("faults", "e2e", "console", "hostile", "projections", "commands")

settings.register_profile(
    "rollcall",
    deadline=None,
    # The database of a test is shared by its examples on purpose.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("rollcall")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="the same tests, many more times")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=_turn)
    if config.getoption("long"):
        for item in items:
            item.add_marker(pytest.mark.timeout(0))


def _turn(item: pytest.Item) -> int:
    folder = item.path.parent.name
    return FIRST.index(folder) if folder in FIRST else len(FIRST)


class Modules(LoadScopeScheduling):
    """A process takes whole modules; and all faults, which have one stage."""

    def _split_scope(self, nodeid: str) -> str:
        return "faults" if "/faults/" in nodeid else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Modules:
    return Modules(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """One server for the whole run: the worker processes inherit its folder."""
    if not hasattr(config, "workerinput") and FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="rollcall-test-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True))


@pytest.fixture(scope="session")
def times(pytestconfig: pytest.Config) -> Callable[[int, int], int]:
    """The first number, or with `--long` the second."""
    return lambda short, long: long if pytestconfig.getoption("long") else short


@pytest.fixture
def today() -> date:
    """The day of UTC, which does not end while a test asks for it; nor does one elsewhere."""
    left = 3600 - time.time() % 3600  # of this hour: with it, a day may end somewhere
    if left < LONGEST_TEST:
        time.sleep(left)
    return datetime.now(UTC).date()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The owner's URL of a server whose template database is migrated."""
    with database_server(Path(os.environ[FOLDER])) as url:
        yield url


@pytest.fixture(scope="session")
def _own_database(server: str) -> Iterator[Database]:
    with Database.cloned(server) as database:
        yield database


@pytest.fixture
def database(_own_database: Database) -> Database:
    """An empty, migrated database; `owner`, `writing` and `reading` are its engines."""
    _own_database.empty()
    return _own_database


@pytest.fixture
def product(database: Database) -> Iterator[None]:
    """The product with its own engines and threads, led to the empty database of this test."""
    with product_at(database.url.render_as_string(hide_password=False)):
        yield


@pytest.fixture(autouse=True, scope="session")
def fast_passwords() -> None:
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def do(database: Database) -> Callable:
    """Execute a command, as a guest unless told otherwise."""
    return lambda command, actor=GUEST, policy=DEFAULT: execute(
        command, actor, database.writing, policy
    )


@pytest.fixture
def ask(database: Database) -> Callable:
    """Answer a query, as an administrator unless told otherwise."""
    admin = Actor(Role.ADMIN, new_id())
    return lambda query, actor=admin: fetch(query, actor, database.reading)


@pytest.fixture
def attempt(do: Callable) -> Callable:
    """Execute a command that may be refused; None when it is."""

    def attempt(command, actor=GUEST):
        with suppress(DomainError):
            return do(command, actor)

    return attempt


@pytest.fixture
def register(do: Callable) -> Callable[..., UUID]:
    """Register somebody; the name is enough."""

    def register(name="Ann", email=None, password=PASSWORD):
        email = email or f"{name.lower().replace(' ', '.')}@example.org"
        return do(RegisterUser(command_id=new_id(), email=email, name=name, password=password))

    return register


@pytest.fixture
def ann(register: Callable[..., UUID]) -> Actor:
    return Actor(Role.MEMBER, register("Ann"))
