import io
import json
import logging
import os
import pty
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from app.runtime.logs import harmless, quiet_logs


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a handler of any logger writes, formatted by nobody of ours."""
    before = logging.getLogRecordFactory()
    quiet_logs()
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    logging.getLogger().addHandler(handler)
    yield out
    if logging.lastResort:
        logging.lastResort.setFormatter(None)
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
        "smtp+starttls://mailer:hunter2@mail.example.org:587",
        "postgresql+psycopg://rollcall_owner:hunter2@/people?host=/x",
        "authorization: Bearer hunter2",
        "otpauth://totp/Rollcall?secret=hunter2&issuer=Rollcall",
    ],
)
def test_no_secret_reaches_the_log(log: io.StringIO, text: str) -> None:
    logging.getLogger("anything").error("before %s after", text)

    assert "before" in log.getvalue()
    assert "hunter2" not in log.getvalue()
    assert "ann@example.org" not in log.getvalue()


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("http://127.0.0.1:8000/reset-password#{}", "tWk3zX9cVb2nM4qL7rS8dF1gH5jK6pQ0wE2rT9yU3iA"),
        ("token {} used", "tWk3zX9cVb2nM4qL7rS8dF1gH5jK6pQ0wE2rT9yU3iA"),
        ("factor {}", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
        ("code {}", "k3fz-9m2p-xw7c"),
    ],
)
def test_what_is_as_good_as_a_password_is_hidden_wherever_it_stands(
    log: io.StringIO, text: str, secret: str
) -> None:
    logging.getLogger("anything").error(text.format(secret))

    assert log.getvalue().strip()
    assert secret not in log.getvalue()


def test_ids_and_names_of_handlers_stay_readable(log: io.StringIO) -> None:
    text = "refused app___pages___admin_people.load to 01a209d0-c8fb-76c1-83c2-5bf264f1c8c1"
    logging.getLogger("anything").error(text)

    assert log.getvalue() == f"{text}\n"


def test_a_machine_gets_one_object_a_line() -> None:
    hostile = 'first\nsecond \x1b[31mred password=hunter2 \u2028end "quoted"'
    program = (
        "import logging, sys; from app.runtime.logs import harmless, quiet_logs; quiet_logs();"
        "logging.getLogger('rollcall.edge').warning(sys.argv[1])"
    )
    command = [sys.executable, "-c", program, hostile]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr

    line = json.loads(said)
    assert said.count("\n") == 1
    assert set(line) == {"time", "level", "logger", "message"}
    assert (line["level"], line["logger"]) == ("warning", "rollcall.edge")
    assert datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0)
    assert "hunter2" not in said
    assert "\x1b" not in said


def test_people_get_plain_lines_on_their_terminal() -> None:
    program = (
        "import logging; from app.runtime.logs import harmless, quiet_logs; quiet_logs();"
        "logging.getLogger('rollcall.edge').warning('refused a socket')"
    )
    master, terminal = pty.openpty()
    subprocess.run([sys.executable, "-c", program], stderr=terminal, check=True)
    os.close(terminal)

    assert os.read(master, 1_000) == b"refused a socket\r\n"
    os.close(master)


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


@pytest.mark.parametrize("text", ["password", "a", "a-", "A2", "aaaa-", "://", "a@", "basic ", "#"])
def test_no_text_of_a_stranger_takes_long(text: str) -> None:
    began = time.perf_counter()

    harmless(text * 2000)

    assert time.perf_counter() - began < 0.2
