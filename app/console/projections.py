"""The summaries that pages read: their size, their truth, their repair."""

from datetime import UTC, datetime

import typer

from app.console.database import database
from app.database import owner
from projections import daily_activity, maintenance

INTERRUPTED = 130  # as a shell says it
cli = typer.Typer(
    help="The summaries that pages read.", no_args_is_help=True, rich_markup_mode=None
)


@cli.command()
def status() -> None:
    """The number of rows of each summary, and how late the days are."""
    with database(), owner().connect() as connection:
        for table, rows in maintenance.status(connection).items():
            typer.echo(f"{table:<24}{rows:>12,}")
        typer.echo(_lateness(daily_activity.lag(connection)))


@cli.command()
def verify() -> None:
    """Name every wrong row and field; then exit with 1."""
    differences = 0
    with database(), owner().connect() as connection:
        for difference in maintenance.verify(connection):
            differences += 1
            where = f"{difference.table} {difference.key} {difference.field}"
            typer.echo(f"{where}: {difference.stored!r}, should be {difference.true!r}")
    counted = "difference" if differences == 1 else "differences"
    typer.echo(f"{differences:,} {counted}." if differences else "No differences.")
    raise typer.Exit(1 if differences else 0)


@cli.command()
def rebuild() -> None:
    """Repair what is wrong while pages are in use."""
    try:
        with database():
            written = maintenance.rebuild(owner(), _tell)
            typer.echo(err=True)
            for table, rows in written.items():
                typer.echo(f"{table:<24}{rows:>12,} rows written")
    except KeyboardInterrupt:
        typer.echo("\nStopped. What is repaired stays so; begin again for the rest.", err=True)
        raise typer.Exit(INTERRUPTED) from None


def _tell(table: str, done: int, people: int) -> None:
    """On one line, again and again."""
    typer.echo(f"\r{f'{table}: {done:,} of {people:,} people':<60}", err=True, nl=False)


def _lateness(lag: daily_activity.Lag) -> str:
    if lag.since is None:
        return "Everything is counted in its day."
    events = "1 event waits" if lag.events == 1 else f"{lag.events:,} events wait"
    seconds = (datetime.now(UTC) - lag.since).total_seconds()
    return f"{events} to be counted, for up to {max(seconds, 0):,.0f} s."
