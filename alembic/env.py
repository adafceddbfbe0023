"""Migrations: one at a time over all instances, giving up early rather than blocking the site."""

from alembic import context
from sqlalchemy import Connection, create_engine, pool, text
from sqlmodel import SQLModel

import domain.journal
import domain.login  # noqa: F401 - these imports declare every table
from app.config import settings


def migrate(connection: Connection) -> None:
    connection.execute(text("set lock_timeout = '4s'"))
    connection.execute(text("select pg_advisory_lock(hashtext('rollcall migrations'))"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """On the connection that the caller gives, or on one of its own."""
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    engine = create_engine(settings.database_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        migrate(connection)


main()
