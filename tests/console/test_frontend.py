"""The pages are built once, whoever builds, and made good after a failure."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.console import frontend
from app.console.refusal import Refusal


@pytest.fixture
def reflex(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let the program that makes the pages be this script, which takes no time."""
    monkeypatch.setattr(frontend, "PROGRAMS", tmp_path)
    monkeypatch.setattr(frontend, "WEB", tmp_path / "web")
    monkeypatch.setattr(frontend, "STAMP", tmp_path / "web" / "build" / "sources")
    monkeypatch.setattr(frontend, "LOCK", tmp_path / "lock")

    def program(name: str, script: str) -> None:
        (tmp_path / name).write_text(f"#!/bin/sh\ncd {tmp_path}\n{script}\n")
        (tmp_path / name).chmod(0o755)

    program("npm", ":")
    return lambda script: program("reflex", script)


BUILT = "mkdir -p web/build/client; echo '<head></head>' > web/build/client/404.html"


def test_two_builders_build_once(reflex: Callable[[str], None], tmp_path: Path) -> None:
    reflex(f"sleep 0.1; {BUILT}; echo once >> exports")
    builders = [threading.Thread(target=frontend.build) for _ in range(2)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()

    assert (tmp_path / "exports").read_text() == "once\n"
    assert frontend.is_built()


def test_a_build_that_did_not_end_well_says_why_and_the_next_begins_anew(
    reflex: Callable[[str], None], tmp_path: Path
) -> None:
    reflex("mkdir -p web/build web/node_modules; echo no such icon; exit 1")
    with pytest.raises(Refusal, match="no such icon"):
        frontend.build()
    assert not frontend.is_built()

    reflex(BUILT)
    frontend.build()

    # With the packages also goes Reflex's own note that they are installed.
    assert [path.name for path in (tmp_path / "web").iterdir()] == ["build"]
    assert frontend.is_built()
