"""The verbs of `rollcall`, their options and how their failures are told."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from psycopg.errors import UndefinedTable
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.config import settings
from app.console import backup, bench, create_admin, demo, dev, migrate, projections, run, worker
from app.console.database import database
from app.console.refusal import Refusal
from domain.errors import DomainError

cli = typer.Typer(
    help="Rollcall: a people directory.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
cli.add_typer(projections.cli, name="projections")

Port = Annotated[int, typer.Option(min=1, max=65535, help="On 127.0.0.1.")]


def run_cli() -> None:
    """Run the verb of the command line; a failure is one sentence and exit code 1."""
    try:
        cli()
    except (Refusal, DomainError) as refusal:
        sys.exit(str(refusal))
    except OperationalError as error:
        sys.exit(f"The database refused: {str(error.orig).splitlines()[0]}")
    except ProgrammingError as error:
        if not isinstance(error.orig, UndefinedTable):
            raise
        sys.exit("The database is not of this version: run `rollcall migrate` first.")


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
        migrate.upgrade()


@cli.command("demo")
def demo_verb(
    people: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many.")] = 1_000,
) -> None:
    """Fill an empty directory with invented people."""
    with database() as url:
        migrate.upgrade()
        typer.echo(f"{demo.load(url, people):,} people were added.")


@cli.command("create-admin")
def create_admin_verb(
    email: Annotated[str, typer.Option(prompt="E-mail")],
    name: Annotated[str, typer.Option(prompt="Name")],
) -> None:
    """Create an administrator."""
    with database():
        migrate.upgrade()
        typer.echo(f"Password of {email}: {create_admin.create(email, name)}")


@cli.command("backup")
def backup_verb(file: Path) -> None:
    """Write everything to a file, while the directory is in use."""
    with database():
        backup.backup(file)
    typer.echo(f"{file} holds the directory, its password hashes and e-mail addresses included.")


@cli.command("restore")
def restore_verb(file: Path) -> None:
    """Fill an empty database from such a file."""
    with database():
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
