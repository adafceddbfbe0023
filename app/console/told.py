"""What the person at the terminal typed, and how long something takes: nothing of it elsewhere."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress

Told = Callable[[str, int, int], None]  # what is done, how much of it, of how much


def program() -> str:
    """What people type here: `./run`, which says so, or the installed program."""
    return os.environ.get("ROLLCALL_PROGRAM") or "rollcall"


def arguments(typed: Sequence[str]) -> list[str]:
    """`help demo` and `projections help` are `demo --help` and `projections --help`."""
    if "help" in (*typed[:1], *(typed[1:2] if "projections" in typed[:1] else ())):
        return [*(each for each in typed if each != "help"), "--help"]
    return list(typed)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show that something goes on, on a terminal only."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(what):
        yield


@contextmanager
def progress() -> Iterator[Told]:
    """Show how far something is, on a terminal only."""
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def tell(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=of)
            bars.update(tasks[what], completed=done)

        yield tell


def as_json(**answer: Any) -> None:
    """One document, on one line."""
    typer.echo(json.dumps(answer, default=str))


def listed(name: str, rows: Iterable[dict[str, Any]]) -> int:
    """One document with a list, written as its rows come; how many they were."""
    count = 0
    typer.echo(f'{{"{name}": [', nl=False)
    for count, row in enumerate(rows, 1):
        typer.echo((", " if count > 1 else "") + json.dumps(row, default=str), nl=False)
    typer.echo("]}")
    return count
