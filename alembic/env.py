"""Migrations: one at a time over all instances, giving up early rather than blocking the site."""

from datetime import UTC, datetime
from pathlib import Path

from alembic import context
from alembic.operations.ops import MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, pool, text
from sqlmodel import SQLModel

from app.console.database import database
from domain import (  # noqa: F401 - they declare tables
    audit,
    follow,
    journal,
    login,
    mail,
    post,
    second_factor,
    user,
)
from projections import maintenance  # noqa: F401 - and so does it


def number(_: MigrationContext, __: object, created: list[MigrationScript]) -> None:
    """Name new migrations by their day and number, so that the files stand in their order."""
    day = datetime.now(UTC).strftime("%Y%m%d")
    folder = Path(__file__).parent / "versions"
    for script in created:
        script.rev_id = f"{day}_{len([*folder.glob(f'{day}_*.py')]) + 1}"


def migrate(connection: Connection) -> None:
    # Another instance may migrate for minutes: this one waits for it, and never fails.
    connection.execute(text("select pg_advisory_lock(hashtext('rollcall migrations'))"))
    connection.execute(text("set lock_timeout = '4s'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        transaction_per_migration=True,
        process_revision_directives=number,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """On the connection that the caller gives, or on the database that the settings name."""
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    with database() as url:
        engine = create_engine(url, poolclass=pool.NullPool, hide_parameters=True)
        with engine.connect() as connection:
            migrate(connection)


main()
