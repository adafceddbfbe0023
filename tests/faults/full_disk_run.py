"""`rollcall run` on a small disk that is filled and freed; `test_disk` gives it one of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil

from app.console import postgres_process
from app.console.places import PROGRAMS
from tests.faults.full_disk import fill
from tests.site import free_port

PATIENCE = 60.0  # seconds


def main(disk: Path) -> None:
    port, log = free_port(), disk.with_name("console")
    with log.open("wb") as output:
        console = subprocess.Popen(
            [PROGRAMS / "rollcall", "run", "--no-demo", "--port", str(port)],
            env=os.environ | {"DATABASE_URL": "", "ROLLCALL_DATA": str(disk / "data")},
            stdout=output,
            stderr=output,
        )
    try:
        _wait(lambda: "Ctrl-C" in log.read_text())
        data = (disk / "data").resolve() / "pg"
        fill(disk / "filler")
        _server(data).kill()
        _wait(lambda: "is full" in log.read_text())
        time.sleep(5)  # in which it is tried several times
        told = log.read_text()
        assert told.count("is full") == 1, told
        assert "It does not start" not in told, told
        assert _status(port) == 503
        (disk / "filler").unlink()
        freed = time.monotonic()
        _wait(lambda: _status(port) == 200)
        assert time.monotonic() - freed < 8, "it is tried at least every 4 s"
    finally:
        console.send_signal(signal.SIGTERM)
        assert console.wait(30) == 0


def _server(data: Path) -> psutil.Process:
    process = postgres_process.server_of(data)
    assert process
    return process


def _status(port: int) -> int:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=5).status_code
    except httpx.HTTPError:
        return 0


def _wait(fact) -> None:
    limit = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < limit
        time.sleep(0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
