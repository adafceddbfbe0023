"""The development mode: the code is compiled and reloaded as it changes."""

import asyncio
import socket
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from functools import partial

import typer

from app.config import settings
from app.console import create_admin, frontend, migrate, one_origin, server, worker
from app.console.children import child
from app.console.database import database_or_server
from app.console.keeping import LOOK, Kept, Watched
from app.console.keeping_postgres import KeptPostgres


def run(port: int) -> None:
    """Serve until interrupted; then everything that was started has ended."""
    server.require_free(port)
    settings.port = port
    pages, behind = _free_port(), _free_port()
    options = ("--frontend-port", str(pages), "--backend-port", str(behind))
    command = (sys.executable, "-m", "app.console.hot_reload", "run", "--env", "dev", *options)
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        embedded = stack.enter_context(database_or_server())
        migrate.upgrade()
        if password := create_admin.create_first():
            typer.echo(f"Sign in as {create_admin.FIRST} with {password} (shown only now)")
        environment = {
            **frontend.settings_of_build(),
            "DATABASE_URL": settings.database_url,
            "REFLEX_API_URL": f"http://{server.HOST}:{port}",
            "REFLEX_STATE_MANAGER_MODE": "memory",
        }
        start = partial(child, *command, "--backend-host", server.HOST, env=environment)
        kept: list[Watched] = [
            stack.enter_context(
                Kept("The development server", lambda output: start(output=output))
            ),
            stack.enter_context(Kept("The worker", worker.working)),
        ]
        if embedded:
            kept.append(stack.enter_context(KeptPostgres(embedded)))
        asyncio.run(_serve(port, pages, behind, kept))


async def _serve(port: int, pages: int, behind: int, kept: Sequence[Watched]) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_keep(kept))
        tasks.create_task(one_origin.serve(port, pages=pages, server=behind))


async def _keep(kept: Sequence[Watched]) -> None:
    while True:
        for each in kept:
            each.look()
        await asyncio.sleep(LOOK)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((server.HOST, 0))
        return probe.getsockname()[1]
