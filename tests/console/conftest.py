"""Fixtures: the verbs in this process, on a test database; and a free port."""

import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.console.cli import run_cli


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    out: str
    err: str


Rollcall = Callable[..., Ended]


@pytest.fixture
def rollcall(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Rollcall:
    """Type `rollcall` with these arguments; loading its modules anew would take a second."""

    def rollcall(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["rollcall", *arguments])
        with pytest.raises(SystemExit) as ended:
            run_cli()
        out, err = capsys.readouterr()
        code = ended.value.code
        if isinstance(code, str):  # Python prints it and exits with 1
            return Ended(1, out, f"{err}{code}\n")
        return Ended(code or 0, out, err)

    return rollcall


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
