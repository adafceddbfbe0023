"""Fixtures: a stage for all faults, and what was measured on it."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx
import pytest

from app.console import frontend
from app.identity.cookies import COOKIE
from tests.faults.load import Load
from tests.faults.stage import Stage, staged


@pytest.fixture
def figures_of(record_property) -> Callable[[str], None]:
    """Note a figure; `--long` shows it."""
    return lambda told: record_property("figures", told)


@pytest.fixture
def figures(figures_of) -> Callable[[str, Sequence[Load], Sequence[float]], None]:
    """Note what was tried and how long it took until all was well again; `--long` shows it."""

    def figures(what: str, loads: Sequence[Load], waits: Sequence[float]) -> None:
        sent = sum(len(load.sent) for load in loads)
        done = sum(len(load.acknowledged) for load in loads)
        middle, longest = sorted(waits)[len(waits) // 2], max(waits)
        figures_of(
            f"{len(waits)} {what}: {sent:,} commands sent, {done:,} acknowledged; "
            f"ready again after {middle:.1f} s (median), {longest:.1f} s at most",
        )

    return figures


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if terminalreporter.config.getoption("long"):
        for report in terminalreporter.getreports("passed"):
            for _, figures in report.user_properties:
                terminalreporter.line(figures)


@pytest.fixture(scope="session")
def _stage() -> Iterator[Stage]:
    frontend.build()
    folder = Path(tempfile.mkdtemp(prefix="rollcall-faults-"))
    with staged(folder) as stage:
        yield stage
    shutil.rmtree(folder)


@pytest.fixture
def stage(_stage: Stage) -> Stage:
    """The product, ready, whatever the test before did to it."""
    _stage.first.seconds_until_ready()
    return _stage


@pytest.fixture
def http():
    limits = httpx.Limits(max_connections=None)
    with httpx.Client(timeout=30, limits=limits, follow_redirects=True) as http:
        yield http


@pytest.fixture
def saver(stage, http):
    """A new person, as a function that saves a bio."""

    def saver():
        email = stage.register("Ann")
        url = f"{stage.url}/api/users/{stage.actor(email).user_id}"
        headers = {"cookie": f"{COOKIE.name}={stage.token(email)}"}
        return lambda bio: http.patch(url, json={"user": {"bio": bio}}, headers=headers)

    return saver
