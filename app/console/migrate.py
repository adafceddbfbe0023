"""Migrations, run by the owner of the tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import ProgrammingError

from app.config import READER, WRITER, settings
from app.console import told
from app.console.database import database, require_primaries
from app.console.places import ROOT
from app.console.refusal import Refusal
from app.runtime.engines import owner


class Moved(NamedTuple):
    """The revisions of the database before and after; None where there was nothing."""

    before: str | None
    after: str


def upgrade() -> Moved:
    """Bring the database of the settings to the newest schema. Raises Refusal."""
    from alembic import command  # noqa: PLC0415 - most verbs do without it, and it loads slowly
    from alembic.config import Config  # noqa: PLC0415

    before = _revision()
    newest = require_known("The database", before)
    make_roles()
    command.upgrade(Config(ROOT / "alembic.ini"), "head")
    require_primaries()  # also for roles that were missing until now
    return Moved(before, newest)


@contextmanager
def migrated() -> Iterator[None]:
    """As `database`, for what needs the tables of this version as they are. Raises Refusal."""
    with database():
        revision = _revision()
        if revision != require_known("The database", revision):
            first = f"{told.program()} migrate"
            raise Refusal(f"The database is not of this version: run `{first}` first.")
        yield


def _revision() -> str | None:
    from alembic.migration import MigrationContext  # noqa: PLC0415 - as above

    with owner().connect() as connection:
        connection.detach()  # a worker stays long, and needs it only here
        return MigrationContext.configure(connection).get_current_revision()


def require_known(what: str, revision: str | None) -> str:
    """The newest revision. Raises Refusal for one that this version does not know."""
    from alembic.config import Config  # noqa: PLC0415 - as above
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    scripts = ScriptDirectory.from_config(Config(ROOT / "alembic.ini"))
    known = [script.revision for script in scripts.walk_revisions()]
    if revision and revision not in known:
        raise Refusal(
            f"{what} is of a newer version of Rollcall: revision {revision} is not known here. "
            "Install that version."
        )
    return known[0]


def make_roles() -> None:
    """The roles that the migrations grant to, where they are missing. Raises Refusal."""
    with owner().begin() as connection:
        # Two instances that start together must not both make them.
        connection.execute(text("select pg_advisory_xact_lock(hashtext('rollcall roles'))"))
        for role, url in ((WRITER, settings.writer_url), (READER, settings.reader_url)):
            _create_role(connection, role, make_url(url).password)


def _create_role(connection: Connection, role: str, password: str | None) -> None:
    """The role that the migrations grant to, with the password of its URL, unless it is there."""
    exists = text("select exists (select from pg_roles where rolname = :role)")
    if connection.scalar(exists, {"role": role}):
        return
    create = sql.SQL("create role {} login password {}").format(
        sql.Identifier(role), sql.Literal(password)
    )
    try:
        connection.exec_driver_sql(create.as_string())
    except ProgrammingError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise
        raise Refusal(
            f"The role {role} does not exist, and the role of DATABASE_URL may not create it: "
            f"let an administrator run  create role {role} login password '…'"
        ) from None
