"""How long honest people wait while somebody floods the product.

    .venv/bin/python -m bench.flood

Twenty people click once a second for ten seconds: alone; while one socket sends 2,000 events a
second; while somebody opens sockets as fast as they can; while somebody guesses passwords.
Printed are the median and the 95th percentile of their waiting, in ms. The goal: p95 < 500 ms.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from sys import argv, executable
from threading import Event

import httpx
import simple_websocket

from app.identity.cookies import COOKIE
from domain.ids import new_id
from tests.database import database_server
from tests.e2e.sockets import ROOT, Socket
from tests.site import Site, serve

HONEST, SECONDS, PEOPLE = 20, 10.0, 1_000
GOAL = 500  # ms
LOAD = f"{ROOT}app___session____session_state.app___pages___people___state____people.load"


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="rollcall-bench-"))
    os.environ["ROLLCALL_SOCKETS_PER_ADDRESS"] = "1000"  # all of them come from this machine
    with database_server(folder) as server, serve(server, PEOPLE) as site:
        tokens = [site.token(site.register(f"Honest {number}")) for number in range(HONEST)]
        print(f"{'beside':>20} {'p50':>8} {'p95':>8}")
        for kind in ("nobody", *FLOODS):
            sockets = [opened(site, token) for token in tokens]
            for socket in sockets:
                socket.start(quiet=0.2)
            with flooding(kind, site):
                waits = sorted(honest(sockets))
            p95 = waits[int(len(waits) * 0.95)]
            verdict = "" if p95 < GOAL else f"  more than {GOAL}"
            print(f"{kind:>20} {statistics.median(waits):>8.1f} {p95:>8.1f}{verdict}", flush=True)
            time.sleep(3)  # until new sockets are welcome again


def honest(sockets: list[Socket]) -> list[float]:
    """Milliseconds from each click to its answer."""
    with ThreadPoolExecutor(len(sockets)) as threads:
        return [wait for waits in threads.map(clicks, sockets) for wait in waits]


def clicks(socket: Socket) -> list[float]:
    waits: list[float] = []
    end = time.monotonic() + SECONDS
    while (began := time.monotonic()) < end:
        socket.say(LOAD)
        socket.heard_until(lambda message: "people" in message, 30)
        waits.append((time.monotonic() - began) * 1000)
        socket.heard(max(0.05, began + 1 - time.monotonic()))
    socket.close()
    return waits


def opened(site: Site, token: str = "") -> Socket:
    host = site.url.removeprefix("http://")
    sent = {"Origin": site.url, "Cookie": f"{COOKIE.name}={token}"}
    return Socket(host, str(new_id()), sent)


@contextmanager
def flooding(kind: str, site: Site) -> Iterator[None]:
    """In a process of its own, so that it takes nothing from who measures but the machine."""
    if kind == "nobody":
        yield
        return
    stranger = site.token(site.register("Stranger"))
    command = [executable, "-m", "bench.flood", kind, site.url, stranger]
    with Popen(command) as flood:
        try:
            yield
        finally:
            flood.kill()


def send_events(site: Site, token: str, stop: Event) -> None:
    socket = opened(site, token)
    socket.start(quiet=0.5)
    while not stop.is_set():
        began = time.monotonic()
        for _ in range(200):
            socket.say(LOAD)
        stop.wait(max(0.0, began + 0.1 - time.monotonic()))


def open_sockets(site: Site, token: str, stop: Event) -> None:
    held: list[Socket] = []
    while not stop.is_set():
        try:
            held.append(opened(site, token))
        except (simple_websocket.ConnectionError, OSError):
            stop.wait(0.001)


def guess_passwords(site: Site, _: str, stop: Event) -> None:
    with httpx.Client(base_url=site.url, headers={"origin": site.url}, timeout=30) as client:
        while not stop.is_set():
            form = {"email": f"{new_id().hex}@example.org", "password": "wrong but long enough"}
            client.post("/auth/sign-in", data=form)


FLOODS: dict[str, Callable[[Site, str, Event], None]] = {
    "2,000 events/s": send_events,
    "new sockets": open_sockets,
    "wrong passwords": guess_passwords,
}


if __name__ == "__main__":
    if len(argv) > 1:
        FLOODS[argv[1]](Site(argv[2], None), argv[3], Event())  # pyright: ignore[reportArgumentType]
    else:
        main()
