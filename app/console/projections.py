"""The summaries that pages read: their size, their truth, their repair."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from app.console import told
from app.console.migrate import migrated
from app.runtime.engines import owner
from projections import daily_activity, maintenance

INTERRUPTED = 130  # as a shell says it
cli = typer.Typer(
    help="The summaries that pages read.", no_args_is_help=True, rich_markup_mode=None
)
Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


@cli.command()
def status(*, json: Json = False) -> None:
    """The number of rows of each summary, and how late the days are."""
    with migrated(), owner().connect() as connection:
        rows, lag = maintenance.status(connection), daily_activity.lag(connection)
    if json:
        told.as_json(rows=rows, waiting=lag.events, waiting_since=lag.since)
        return
    for table, count in rows.items():
        typer.echo(f"{table:<24}{count:>12,}")
    typer.echo(_lateness(lag))


@cli.command()
def verify(*, json: Json = False) -> None:
    """Name every wrong row and field; then exit with 1."""
    with migrated(), owner().connect() as connection, told.working("Comparing every row"):
        rows = map(asdict, maintenance.verify(connection))
        count = told.listed("differences", rows) if json else _name(rows)
    raise typer.Exit(1 if count else 0)


@cli.command()
def rebuild(*, json: Json = False) -> None:
    """Repair what is wrong while pages are in use."""
    try:
        with migrated(), told.progress() as tell:
            written = maintenance.rebuild(owner(), tell)
    except KeyboardInterrupt:
        typer.echo("\nStopped. What is repaired stays so; begin again for the rest.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if json:
        told.as_json(written=written)
        return
    for table, rows in written.items():
        typer.echo(f"{table:<24}{rows:>12,} rows written")


def _name(differences: Iterable[dict[str, Any]]) -> int:
    """Each on a line, and how many they are."""
    count = 0
    for difference in differences:
        count += 1
        line = "{table} {key} {field}: {stored!r}, should be {true!r}"
        typer.echo(line.format_map(difference))
    counted = "difference" if count == 1 else "differences"
    typer.echo(f"{count:,} {counted}." if count else "No differences.")
    return count


def _lateness(lag: daily_activity.Lag) -> str:
    if lag.since is None:
        return "Everything is counted in its day."
    events = "1 event waits" if lag.events == 1 else f"{lag.events:,} events wait"
    seconds = (datetime.now(UTC) - lag.since).total_seconds()
    return f"{events} to be counted, for up to {max(seconds, 0):,.0f} s."
