"""The log of the served product: one JSON object a line, and nothing that was secret."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from app.console.server import serving
from app.identity.cookies import COOKIE
from domain.ids import new_id
from tests.e2e.sockets import ROOT, Socket
from tests.site import Site

SECRET = "hunter2-of-the-log"
TOKEN = "tWk3zX9cVb2nM4qL7rS8dF1gH5jK6pQ0wE2rT9yU3iA"
ROWS = (
    f"first\nsecond {SECRET}",
    f"a\r\nSet-Cookie: x={SECRET}",
    f"\x1b[31mred {SECRET}\x1b[0m",
    f"[bold]{SECRET}[/bold]",
    f"\u2028{SECRET}\x85",
)


@contextmanager
def errors_to(file: Path) -> Iterator[None]:
    """What children of this process complain about goes there."""
    before = os.dup(2)
    with file.open("wb") as out:
        os.dup2(out.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(before, 2)
            os.close(before)


@pytest.fixture
def logged(site: Site, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The host of a server on the same database, and its log."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with errors_to(tmp_path / "log"), serving(port):
        yield f"127.0.0.1:{port}", tmp_path / "log"


def test_hostile_rows_leave_one_object_a_line_without_secrets(logged, site):
    host, log = logged
    headers = {"origin": f"http://{host}", "cookie": f"{COOKIE.name}={TOKEN}"}
    talk = Socket(host, str(new_id()), {"Origin": f"http://{host}", "Cookie": headers["cookie"]})
    talk.start("/sign-in", quiet=0.3)
    with httpx.Client(base_url=f"http://{host}") as client:
        for row in ROWS:
            form = {"email": f"ann{SECRET}@example.org", "password": row, "name": row}
            for path in ("/auth/sign-in", "/auth/sign-up", "/auth/password", "/auth/reset"):
                client.post(path, data=form | {"token": TOKEN}, headers=headers)
                client.post(path, data=form, headers={"origin": row.splitlines()[0]})
            talk.say(f"{ROOT}nothing{row}", {"password": row})
            talk.say(f"{ROOT}setvar", {"var_name": row, "value": row})
            crash = "reflex___state____frontend_event_exception_state.handle_frontend_exception"
            talk.say(f"{ROOT}{crash}", {"info": row.replace(SECRET, TOKEN), "component_stack": row})
    talk.send("42/_event," + json.dumps(["event", f"no object {SECRET}"]))
    talk.send(f"42/_event,[broken {SECRET}")
    talk.heard(0.3)

    lines = log.read_text().splitlines()
    said = [json.loads(line) for line in lines]
    for each in said:
        assert set(each) == {"time", "level", "logger", "message"}
    # Each once, however often it came.
    assert {"rollcall.edge", "rollcall.gate", "rollcall.browser"} <= {
        each["logger"] for each in said
    }
    text = log.read_text()
    for secret in (SECRET, TOKEN, "example.org", "\x1b", "Traceback"):
        assert secret not in text
