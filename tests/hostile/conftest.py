"""What the ways in have in common: whether anything was written, and what the log complained of."""

import logging
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from app.http import post_limit
from app.http.post_limit import PostAllowance
from app.identity.cookies import COOKIE
from commands.sign_in import SignIn
from domain.access import Actor
from tests.api.conftest import EDGE
from tests.database import Database
from tests.examples import PASSWORD

WRITTEN = "users", "event_details", "events", "commands", "logins", "posts", "follows", "mails"


@pytest.fixture
def written(database: Database) -> Callable[[], list[str]]:
    """All rows of the tables that commands write, but for counts of tries."""

    def written() -> list[str]:
        with database.owner.connect() as connection:
            tables = (text(f"select * from {table} order by 1") for table in WRITTEN)
            return [str(row) for table in tables for row in connection.execute(table)]

    return written


@pytest.fixture
def last(database: Database) -> Callable[[str], object]:
    """The value of a column, such as `users.name`, in the newest row of its table."""

    def last(path: str) -> object:
        table, column = path.split(".")
        query = text(f"select {column} from {table} order by id desc limit 1")
        with database.owner.connect() as connection:
            return connection.scalar(query)

    return last


@pytest.fixture(autouse=True)
def nothing_unforeseen(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No failure with a reference, no trace, and no line that was forged."""
    yield
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []
    assert [r.getMessage() for r in caplog.records if not r.getMessage().isprintable()] == []


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let so many posts through at once as no person sends."""
    monkeypatch.setattr(post_limit, "AT_ONCE", 10_000)
    monkeypatch.setattr(EDGE, "_posts", PostAllowance())


@pytest.fixture
def as_ann(ann: Actor, do: Callable) -> str:
    """The cookie of Ann, who has signed in."""
    return f"{COOKIE.name}={do(SignIn(email='ann@example.org', password=PASSWORD))}"
