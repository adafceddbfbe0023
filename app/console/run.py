"""The local mode: database, demo people, built pages, server and worker, in one command."""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial

import typer

from app.config import settings
from app.console import create_admin, demo, frontend, migrate, server, worker
from app.console.children import child
from app.console.database import database_or_server
from app.console.keeping import Kept, keep
from app.console.keeping_postgres import KeptPostgres
from app.console.refusal import Refusal
from domain.errors import Conflict

PEOPLE = 1_000


def run(port: int, *, with_demo: bool) -> None:
    """Serve until interrupted; then everything that was started has ended."""
    began = time.monotonic()
    settings.port = port
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        server.require_free(port)
        with _step("Database"):
            embedded = stack.enter_context(database_or_server())
        _prepare(with_demo=with_demo and settings.env == "local")
        serving = stack.enter_context(Kept("The server", partial(server.started, port)))
        working = stack.enter_context(Kept("The worker", worker.working))
        with _step("Server"):
            server.wait_until_ready(serving.start(), port)
        _welcome(port, began)
        storing = [stack.enter_context(KeptPostgres(embedded))] if embedded else []
        keep(*storing, serving, working)


def _prepare(*, with_demo: bool) -> None:
    """Pages and database do not need each other, so both are made at the same time."""
    with ExitStack() as stack:
        building = None
        began = time.monotonic()
        if not frontend.is_built():
            command = sys.executable, "-m", "app.console.frontend"
            building = stack.enter_context(child(*command, env={}))
        with _step("Migrations"):
            migrate.upgrade()
        if with_demo:
            with suppress(Conflict), _step(f"{PEOPLE:,} demo people"):
                demo.load(settings.database_url, PEOPLE)
        if building:
            if building.wait() != 0:
                raise Refusal("The pages could not be built.")
            _tell("Pages", began)


def _welcome(port: int, began: float) -> None:
    password = create_admin.create_first() if settings.env == "local" else None
    _tell("Ready", began)
    typer.echo(f"\n  Rollcall is at {settings.origin or f'http://127.0.0.1:{port}'}")
    if password:
        typer.echo(f"  Sign in as     {create_admin.FIRST}")
        typer.echo(f"  with password  {password}   (shown only now)")
    else:
        typer.echo("  Sign in as before, or sign up; a new administrator: rollcall create-admin")
    typer.echo("  Ctrl-C stops it.\n")


@contextmanager
def _step(name: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    _tell(name, began)


def _tell(name: str, began: float) -> None:
    typer.echo(f"{name:<20}{time.monotonic() - began:6.1f} s")
