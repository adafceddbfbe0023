"""The verbs of `rollcall`, their options and how their failures are told."""

import importlib.metadata
import sys
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError

from app.config import settings, unknown
from app.console import (
    backup,
    bench,
    create_admin,
    demo,
    dev,
    migrate,
    projections,
    run,
    told,
    worker,
)
from app.console.database import database
from app.console.refusal import Refusal
from domain.errors import DomainError

cli = typer.Typer(
    help="Rollcall: a people directory.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
cli.add_typer(projections.cli, name="projections")

Port = Annotated[int, typer.Option(min=1, max=65535, help="On 127.0.0.1.")]


def run_cli() -> None:
    """Run the verb of the command line; a failure is one sentence and exit code 1."""
    try:
        for name in unknown():
            typer.echo(f"{name} is not a setting, and changes nothing.", err=True)
        cli(told.arguments(sys.argv[1:]), prog_name=told.program())
    except (Refusal, DomainError) as refusal:
        sys.exit(str(refusal))
    except OperationalError as error:
        sys.exit(f"The database refused: {str(error.orig).splitlines()[0]}")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"Rollcall {importlib.metadata.version('rollcall')}")
        raise typer.Exit


@cli.callback()
def options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Say which version it is."
        ),
    ] = False,
) -> None:
    """Rollcall: a people directory."""


@cli.command("run")
def run_verb(
    port: Port = settings.port,
    *,
    no_demo: Annotated[bool, typer.Option("--no-demo", help="Start without people.")] = False,
) -> None:
    """Start the directory: database, pages and server."""
    run.run(port, with_demo=not no_demo)


@cli.command("dev")
def dev_verb(port: Port = 3000) -> None:
    """Start for development, with hot reload."""
    dev.run(port)


@cli.command("worker")
def worker_verb() -> None:
    """Do what follows later; `run` starts one by itself."""
    worker.run()


@cli.command("migrate")
def migrate_verb() -> None:
    """Bring the database to the newest schema."""
    with database():
        moved = migrate.upgrade()
    if moved.before == moved.after:
        typer.echo(f"The database is up to date: revision {moved.after}.")
    else:
        typer.echo(f"The database went from {moved.before or 'nothing'} to {moved.after}.")


@cli.command("demo")
def demo_verb(
    people: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many.")] = 1_000,
    *,
    json: projections.Json = False,
) -> None:
    """Fill an empty directory with invented people."""
    with database() as url:
        migrate.upgrade()
        with told.working(f"Adding {people:,} people"):
            added = demo.load(url, people)
    if json:
        told.as_json(added=added)
    else:
        typer.echo(f"{added:,} people were added.")


@cli.command("create-admin")
def create_admin_verb(
    email: Annotated[str, typer.Option(help="The address to sign in with.")] = "",
    name: Annotated[str, typer.Option(help="As people see it.")] = "",
) -> None:
    """Create an administrator; without options it asks."""
    if not ((email and name) or sys.stdin.isatty()):
        typed = f"{told.program()} create-admin --email ann@example.org --name Ann"
        raise Refusal(f"There is no terminal to ask at: say who it is, as in `{typed}`.")
    email, name = email or typer.prompt("E-mail"), name or typer.prompt("Name")
    with database():
        migrate.upgrade()
        typer.echo(f"Password of {email}: {create_admin.create(email, name)}")


@cli.command("backup")
def backup_verb(file: Path) -> None:
    """Write everything to a file, while the directory is in use."""
    with database(), told.working("Writing the backup"):
        backup.backup(file)
    typer.echo(f"{file} holds the directory, its password hashes and e-mail addresses included.")


@cli.command("restore")
def restore_verb(file: Path) -> None:
    """Fill an empty database from such a file."""
    with database(), told.working("Restoring"):
        backup.restore(file)
    typer.echo("The directory is restored. Everybody signs in anew.")


@cli.command(
    "bench",
    add_help_option=False,  # it tells its own
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def bench_verb(asked: typer.Context) -> None:
    """Measure how fast it is: see `bench --help`."""
    bench.run(asked.args)
