"""The map of the house: which command writes which tables, and which page asks which query.

It is taken from the running code: every example command and query is executed, and the statements
that reach PostgreSQL are noted. `python -m tests.house_map` writes docs/map.md.
"""

import ast
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, event

from commands.register_user import RegisterUser
from commands.transaction import execute
from domain.access import GUEST, Actor, Role
from domain.ids import new_id
from projections import maintenance
from projections.views import VIEWS
from queries.reading import fetch
from tests import examples
from tests.database import ROOT, Database, database_server

PAGE = ROOT / "docs" / "map.md"
READ_TABLES = {projection.TABLE.name for projection in maintenance.ALL}
HEAD = """# Map of the house

Made from the code by `python -m tests.house_map`; a test fails when it is out of date.
"""
COMMANDS = """## Commands

| command | may be done with | writes | projections | used by |
|---|---|---|---|---|"""
_WRITES = r"(?:insert into|update|delete from) (?!set\b|skip\b)(\w+)"
QUERIES = """
## Queries

| query | may be asked with | reads | used by |
|---|---|---|---|"""


def written(database: Database) -> str:
    """The text of docs/map.md."""
    commands = (_command_row(kind, database) for kind in _by_name(examples.all_commands()))
    queries = (_query_row(kind, database) for kind in _by_name(examples.all_queries()))
    return "\n".join([HEAD, COMMANDS, *commands, QUERIES, *queries, ""])


def _by_name(kinds: list[type]) -> list[type]:
    return sorted(kinds, key=lambda kind: kind.__name__)


def _with_ann(database: Database) -> UUID:
    database.empty()
    return execute(RegisterUser(command_id=new_id(), **examples.ANN), GUEST, database.writing)


def _command_row(kind: type, database: Database) -> str:
    def do(command: Any, actor: Actor = GUEST) -> Any:
        return execute(command, actor, database.writing)

    command, actor = examples.command(kind, _with_ann(database), do)
    with _tables(database.writing, _WRITES) as tables:
        do(command, actor)
    write = [table for table in tables if table not in READ_TABLES]
    read = [table for table in tables if table in READ_TABLES]
    return _row(kind, write, read)


def _query_row(kind: type, database: Database) -> str:
    ann = _with_ann(database)
    reader = GUEST if GUEST.may(kind.permission) else Actor(Role.ADMIN, ann)
    with _tables(database.reading, r"(?:from|join) (\w+)") as tables:
        fetch(examples.query(kind, ann), reader, database.reading)
    known = READ_TABLES | {"waiting_activity", *VIEWS.tables}
    return _row(kind, [table for table in tables if table in known])


def _row(kind: type, *columns: list[str]) -> str:
    path = kind.__module__.replace(".", "/") + ".py"
    cells = [", ".join(f"`{name}`" for name in column) or "–" for column in columns]
    users = ", ".join(f"`{user}`" for user in _users(kind)) or "–"
    permission = kind.permission  # pyright: ignore[reportAttributeAccessIssue]
    return f"| [{kind.__name__}](../{path}) | {permission} | {' | '.join(cells)} | {users} |"


def _users(kind: type) -> list[str]:
    """The modules of app that import it, as paths."""
    return sorted(
        str(path.relative_to(ROOT / "app"))
        for path in (ROOT / "app").rglob("*.py")
        if kind.__name__ in _imported(path)
    )


@cache
def _imported(path: Path) -> set[str]:
    imports = (n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ImportFrom))
    return {alias.name for node in imports for alias in node.names}


@contextmanager
def _tables(engine: Engine, pattern: str) -> Iterator[list[str]]:
    """The tables that statements of this form name while the block runs, in order."""
    tables: list[str] = []

    def note(_connection, _cursor, statement, *_) -> None:
        for table in re.findall(pattern, statement, re.IGNORECASE):
            if table not in tables:
                tables.append(table)

    event.listen(engine, "before_cursor_execute", note)
    yield tables
    event.remove(engine, "before_cursor_execute", note)


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        database_server(Path(folder)) as server,
        Database.cloned(server) as database,
    ):
        PAGE.write_text(written(database))


if __name__ == "__main__":
    main()
