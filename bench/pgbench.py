"""pgbench carries out the statements of a real command: what the database alone could do.

The statements are those that the product sent just now, so they can't drift from it. What differs
from one command to the next are the ids, the people, and the names: variables of pgbench.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from psycopg.adapt import PyFormat, Transformer
from sqlalchemy import Engine, event

from app.config import WRITER
from app.console.postgres_server import programs
from bench.site import Site
from projections.user_statistics import SLOTS

FIRST: Final = 100_000  # the number of the first person that pgbench knows
NUMBER: Final = "777000111222"  # stands for any number of 12 digits, in names, addresses and texts
VARIABLES: Final = r"""
\set r random(100000000000, 999999999999)
\set p random({first}, {last})
\set q random({first}, {last})
\set slot random(0, {slots})
"""
_IDS: Final = r"[0-9a-f]{8}-?[0-9a-f]{4}-?7[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}"
Statement = tuple[str, dict[str, Any]]


def person(number: int) -> UUID:
    """Of 6 digits, which are the last ones of the id: pgbench can write it down."""
    return UUID(f"00000000-0000-7000-8000-000000{number}")


@contextmanager
def sent(engine: Engine) -> Iterator[list[Statement]]:
    """The statements that reach the database while the block runs."""
    statements: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        statements.append((statement, dict(values)))

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def script(
    statements: Sequence[Statement], people: dict[UUID, str], count: int, **fixed: str
) -> str:
    """One transaction. `people` are the variables (p, q) that stand for people of the command,
    chosen among `count`; `fixed` are values of parameters: `row="0"`."""
    head = VARIABLES.format(first=FIRST, last=FIRST + count - 1, slots=SLOTS - 1)
    body = [_statement(text, values, people, fixed) for text, values in statements]
    return "\n".join([head, "begin;", *body, "commit;"])


def _statement(
    text: str, values: dict[str, Any], people: dict[UUID, str], fixed: dict[str, str]
) -> str:
    def literal(match: re.Match[str]) -> str:
        name = match.group(1)
        return fixed.get(name) or _literal(values[name], people)

    return re.sub(r"%\((\w+)\)s", literal, text).strip() + ";"


def _literal(value: object, people: dict[UUID, str]) -> str:
    """The text of a value, with variables where it differs from command to command."""
    if value is None:
        return "null"
    if isinstance(value, bytes):  # the fingerprint
        return f"'\\x{value.hex()}'"
    dumped = Transformer().get_dumper(value, PyFormat.TEXT).dump(value) or b""
    quoted = "'" + bytes(dumped).decode().replace("'", "''") + "'"
    quoted = re.sub(r":(?=\w)", "' || chr(58) || '", quoted)  # of an hour: no variable
    varied = re.sub(_IDS, lambda match: _id(UUID(match.group()), people), quoted)
    return "(" + varied.replace(NUMBER, "' || :r || '") + ")"


def _id(value: UUID, people: dict[UUID, str]) -> str:
    """That of somebody who is there, or a new one: of this time, and random."""
    if variable := people.get(value):
        return f"{str(value)[:-6]}' || :{variable} || '"
    return f"{str(value)[:-12]}' || :r || '"


def rate(site: Site, script: str, clients: int, seconds: int) -> float:
    """Transactions a second."""
    url = site.writing.url
    where = {
        "PGHOST": url.query.get("host", url.host),
        "PGPORT": url.query.get("port", url.port),
        "PGUSER": WRITER,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGOPTIONS": "-c timezone=UTC",
    }
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        clients_and_time = ["-c", str(clients), "-j", "2", "-T", str(seconds)]
        command = [programs() / "pgbench", "-n", "-M", "prepared", *clients_and_time, "-f"]
        done = subprocess.run(
            [*map(str, command), file.name],
            env=os.environ | {name: str(value) for name, value in where.items() if value},
            capture_output=True,
            text=True,
            check=False,
        )
    if found := re.search(r"tps = ([\d.]+)", done.stdout):
        return float(found.group(1))
    raise RuntimeError(f"pgbench: {done.stderr[:300]}")


def captured(site: Site, command: Callable[[], object]) -> list[Statement]:
    """What one command sends."""
    with sent(site.writing) as statements:
        command()
    return statements
