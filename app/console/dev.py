"""The development mode: the code is compiled and reloaded as it changes."""

import asyncio
import socket
import sys
from contextlib import suppress

import typer

from app.console import create_admin, frontend, migrate, one_origin, server, worker
from app.console.children import child
from app.console.database import database


def run(port: int) -> None:
    """Serve until interrupted; then everything that was started has ended."""
    server.require_free(port)
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
        with serving, worker.working():
            asyncio.run(one_origin.serve(port, pages=pages, server=behind))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((server.HOST, 0))
        return probe.getsockname()[1]
