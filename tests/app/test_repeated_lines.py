"""What strangers can cause fills no disk: each line is written once, and then counted."""

import asyncio
import logging
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from app.feedback.form_errors import hear_browser, report
from app.runtime.dispatch import ask
from app.runtime.repeated_lines import MOST, OTHERS, Repeats
from domain.access import GUEST
from domain.errors import Unavailable
from queries.identify import Identify
from tests.product import AWAY, product_at

EDGE = logging.getLogger("rollcall.edge")


class Written(logging.Handler):
    """The lines that came through."""

    def __init__(self) -> None:
        super().__init__()
        self.repeats, self.lines = Repeats(), list[str]()
        self.addFilter(self.repeats)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def after_a_minute(self) -> list[str]:
        self.lines.clear()
        self.repeats.tell()
        return [*self.lines]


@pytest.fixture
def log() -> Iterator[Written]:
    log = Written()
    logging.getLogger().addHandler(log)
    yield log
    logging.getLogger().removeHandler(log)


def test_a_line_is_written_once_and_its_count_once_a_minute(log: Written) -> None:
    for _ in range(1_001):
        EDGE.warning("refused a request from %s: too large", "192.0.2.1")
    EDGE.warning("refused a request from %s: too large", "192.0.2.2")

    lines = [f"refused a request from 192.0.2.{number}: too large" for number in (1, 2)]
    assert log.lines == lines
    assert log.after_a_minute() == [f"{lines[0]} (1,000 more in a minute)"]


def test_who_goes_on_has_one_line_a_minute_and_who_stopped_none(log: Written) -> None:
    for minute in range(3):
        for _ in range(5):
            EDGE.warning("refused")
        assert log.after_a_minute() == [f"refused ({5 - (minute == 0)} more in a minute)"]

    assert log.after_a_minute() == []
    assert log.after_a_minute() == []
    EDGE.warning("refused")
    assert log.lines == ["refused"]


def test_a_flood_from_everywhere_has_so_many_lines_and_a_count_of_the_others(log: Written) -> None:
    for number in range(10_000):
        EDGE.warning("refused %s", number)

    assert len(log.lines) == MOST
    assert log.after_a_minute() == [f"{OTHERS} ({10_000 - MOST:,} more in a minute)"]


def test_one_flood_hides_no_other_line(log: Written) -> None:
    for number in range(10_000):
        hear_browser(Exception(f"Words of a stranger, {number}"))
    report(LookupError())

    assert log.lines[-1].startswith("reference ")


def test_the_same_failure_has_one_reference_for_a_minute(log: Written) -> None:
    references = {report(LookupError()) for _ in range(100)}

    assert len(references) <= 2  # a minute may have ended meanwhile
    assert len(log.lines) == len(references)


def test_a_database_that_is_away_is_said_once(log: Written) -> None:
    async def asks() -> None:
        with pytest.raises(Unavailable):
            await ask(Identify(token=SecretStr("nobody")), GUEST)

    with product_at(AWAY):
        for _ in range(20):
            asyncio.run(asks())

    assert [line for line in log.lines if "Identify" in line] == log.lines
    assert len(log.lines) == 1
