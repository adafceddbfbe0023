"""Strangers who make us wait, by the hundred and from one address, keep nobody else waiting."""

import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from app.console import server
from app.console.places import ROOT
from app.http import request_body, socket_frames
from domain.ids import new_id

FILES = 4_000

ALIVE = "GET /health/live HTTP/1.1\r\nHost: {host}\r\n"
BODY = "Origin: http://{host}\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{{"
UPGRADE = (
    "Origin: http://{host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


@pytest.fixture(autouse=True)
def files() -> Iterator[None]:
    """This process has an end of each connection, too."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def crowd(stage):
    """So many connections that say this and then nothing any more."""
    host = stage.url.removeprefix("http://")
    address, port = host.split(":")
    with ExitStack() as stack:

        def crowd(number: int, said: str, *, reading: bool = True) -> list[socket.socket]:
            connections = []
            for _ in range(number):
                one = stack.enter_context(socket.socket())
                if not reading:
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                one.settimeout(10)
                one.connect((address, int(port)))
                one.sendall(said.replace("{host}", host).encode())
                connections.append(one)
            return connections

        yield crowd


def slowest_page(stage, times: int = 20) -> float:
    """In seconds, each on a connection of its own."""
    waits = []
    for path in ["/health/live", "/sign-in/"] * (times // 2):
        began = time.monotonic()
        assert httpx.get(f"{stage.url}{path}", timeout=10).status_code == 200
        waits.append(time.monotonic() - began)
    return max(waits)


def seconds_until_closed(connection: socket.socket, within: float) -> float:
    connection.settimeout(within)
    began = time.monotonic()
    try:
        while connection.recv(65_536):
            pass
    except ConnectionResetError:
        pass
    return time.monotonic() - began


NOTHING, HALF = "", "GET / HTTP/1.1\r\nHost: {host}\r\n"
SOCKET = f"GET /_event/?EIO=4&transport=websocket&token={new_id()} HTTP/1.1\r\n"
SILENT = {
    "nothing": NOTHING,
    "half a head": HALF,
    "a request, and then half a head": ALIVE + "\r\nGET /",
    "a body that nobody wants": ALIVE + "Content-Length: 9\r\n\r\n",
    "the beginning of HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a socket, and no greeting": SOCKET + "Host: {host}\r\n" + UPGRADE,
}


@pytest.mark.parametrize("said", [NOTHING, HALF], ids=["nothing", "half a head"])
def test_who_only_connects_keeps_nobody_waiting(stage, crowd, times, said):
    crowd(times(1_100, 2_800), said)

    assert slowest_page(stage) < 1


def test_who_falls_silent_is_gone_in_ten_seconds(crowd):
    connections = [one for said in SILENT.values() for one in crowd(1, said)]
    limit = max(server.HEAD_SECONDS, socket_frames.GREETS_WITHIN) + 2
    began = time.monotonic()

    for what, connection in zip(SILENT, connections, strict=True):
        seconds_until_closed(connection, limit)
        assert time.monotonic() - began < limit, what


def test_who_sends_a_body_slowly_keeps_nobody_waiting(stage, crowd, times):
    slow = crowd(times(600, 2_000), "POST /api/users HTTP/1.1\r\nHost: {host}\r\n" + BODY)

    assert slowest_page(stage) < 1
    time.sleep(request_body.PATIENCE)
    refused = httpx.post(f"{stage.url}/api/users", json={"user": {}}, timeout=10)
    assert refused.status_code == 422  # and not 429
    assert seconds_until_closed(slow[0], request_body.PAUSE + 3) < request_body.PAUSE + 2


def test_who_does_not_read_keeps_nobody_waiting(stage, crowd, times):
    def megabytes() -> float:
        return sum(one.memory_info().rss for one in stage.first.processes("granian")) / 2**20

    assets = ROOT / ".web/build/client/assets"
    largest = max(assets.glob("*.js"), key=lambda file: file.stat().st_size)
    before = megabytes()
    asking = f"GET /assets/{largest.name} HTTP/1.1\r\n" + "Host: {host}\r\n\r\n"
    crowd(times(300, 1_000), asking, reading=False)

    assert slowest_page(stage) < 1
    assert megabytes() - before < 100


def test_who_is_refused_a_thousand_times_fills_no_log(stage, crowd, http, times):
    before = stage.log.stat().st_size
    crowd(200, "\x01\x02 nonsense\r\n\r\n")
    crowd(200, "GET /_event?token=1 HTTP/1.1\r\nHost: {host}\r\n" + UPGRADE)
    for number in range(times(1_000, 20_000)):
        headers = {"host": f"{number}.example"}
        assert http.get(f"{stage.url}/nowhere/{number}", headers=headers).status_code == 421

    assert stage.log.stat().st_size - before < 2_000
