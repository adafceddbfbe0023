"""The development mode: the code is compiled and reloaded as it changes."""

import asyncio
import socket
import sys
from contextlib import suppress

import typer

from app.config import settings
from app.console import create_admin, frontend, migrate, one_origin, server, worker
from app.console.children import child
from app.console.database import database
from app.console.keeping import LOOK, Kept


def run(port: int) -> None:
    """Serve until interrupted; then everything that was started has ended."""
    server.require_free(port)
    settings.port = port
    pages, behind = _free_port(), _free_port()
    options = ("--frontend-port", str(pages), "--backend-port", str(behind))
    command = (sys.executable, "-m", "app.console.hot_reload", "run", "--env", "dev", *options)
    with suppress(KeyboardInterrupt), database() as url:
        migrate.upgrade()
        if password := create_admin.create_first():
            typer.echo(f"Sign in as {create_admin.FIRST} with {password} (shown only now)")
        environment = {
            **frontend.settings_of_build(),
            "DATABASE_URL": url,
            "REFLEX_API_URL": f"http://{server.HOST}:{port}",
            "REFLEX_STATE_MANAGER_MODE": "memory",
        }
        serving = child(*command, "--backend-host", server.HOST, env=environment)
        with serving, Kept("The worker", worker.working) as working:
            asyncio.run(_serve(port, pages, behind, working))


async def _serve(port: int, pages: int, behind: int, working: Kept) -> None:
    keeping = asyncio.create_task(_keep(working))
    await one_origin.serve(port, pages=pages, server=behind)
    await keeping


async def _keep(working: Kept) -> None:
    while True:
        working.look()
        await asyncio.sleep(LOOK)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((server.HOST, 0))
        return probe.getsockname()[1]
