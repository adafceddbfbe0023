import io
import logging
from collections.abc import Iterator

import pytest

from app.logs import quiet_logs


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a handler of any logger writes, formatted by nobody of ours."""
    before = logging.getLogRecordFactory()
    quiet_logs()
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    logging.getLogger().addHandler(handler)
    yield out
    logging.getLogger().removeHandler(handler)
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize(
    "text",
    [
        "{'email': 'ann@example.org', 'password': 'hunter2'}",
        "cookie: rollcall=hunter2; other=1",
        "Cookie=rollcall=hunter2",
        "{'cookie': 'a=b; __Host-rollcall=hunter2'}",
        "__Host-rollcall=hunter2",
        "password=hunter2&email=ann@example.org",
        '{"new_password": "hunter2"}',
        "Authorization: hunter2",
        "GET /_event?token=hunter2",
        "mail to Ann <ann@example.org>",
        "{'password': 'it is hunter2, with spaces'}",
    ],
)
def test_no_secret_reaches_the_log(log: io.StringIO, text: str) -> None:
    logging.getLogger("anything").error("before %s after", text)

    assert "before" in log.getvalue()
    assert "hunter2" not in log.getvalue()
    assert "ann@example.org" not in log.getvalue()


def test_one_event_is_one_line(log: io.StringIO) -> None:
    logging.getLogger("anything").warning("first\nsecond\r\nthird \x1b[31mred\u2028end")

    assert log.getvalue().count("\n") == 1
    assert "\x1b" not in log.getvalue()


def test_a_traceback_becomes_its_places(log: io.StringIO) -> None:
    try:
        {}["hunter2"]
    except LookupError:
        logging.getLogger("reflex.app").exception("It failed")

    assert "KeyError" in log.getvalue()
    assert "test_logs.py" in log.getvalue()
    assert "hunter2" not in log.getvalue()
    assert log.getvalue().count("\n") == 1


@pytest.mark.parametrize(
    "message",
    [
        "Error processing event queue entry for Event(name='x', payload={'a': 'hunter2'}):",
        "Received event from session x with no associated token. Event data: {'a': 'hunter2'}",
        "Error transforming event payload for handler X: argument 'a' with value 'hunter2'",
    ],
)
def test_what_reflex_says_of_an_event_ends_before_what_was_sent(
    log: io.StringIO, message: str
) -> None:
    logging.getLogger("reflex.app").warning(message)

    assert log.getvalue()
    assert "hunter2" not in log.getvalue()


def test_a_megabyte_becomes_a_line(log: io.StringIO) -> None:
    logging.getLogger("engineio").error("x" * 1_000_000)

    assert len(log.getvalue()) < 600
