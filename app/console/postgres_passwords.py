"""Who may connect to the embedded server: whoever knows a password that stands beside its data.

A data folder begins, as old ones were left, without any password, behind a folder that nobody else
may enter. The first start sets the passwords, and from then on asks everybody for them.
"""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from psycopg import Connection, sql

from app.console.postgres_account import Account

SUPERUSER: Final = "postgres"
FILE: Final = "passwords"  # of the superuser, and of our own roles: one a line
_RULES: Final = "pg_hba.conf"
_OPEN: Final = "local all all trust\n"
_CLOSED: Final = "local all all scram-sha-256\n"


def password_of(role: str, folder: Path) -> str:
    of_superuser, of_ours = (folder / FILE).read_text().split()
    return of_superuser if role == SUPERUSER else of_ours


def prepare(folder: Path, data: Path, account: Account) -> None:
    """Make passwords where there are none. The data, if there are any, will have to learn them."""
    if (folder / FILE).exists():
        return
    if data.exists():
        _replace(data / _RULES, _OPEN, account)
    _replace(folder / FILE, f"{secrets.token_urlsafe(32)}\n{secrets.token_urlsafe(32)}\n")


def close(
    connection: Connection, roles: Sequence[str], folder: Path, data: Path, account: Account
) -> None:
    """Set the passwords of these roles and of the superuser, and ask for them from now on."""
    if (data / _RULES).read_text() == _CLOSED:
        return
    for role in (*roles, SUPERUSER):
        # Hashed here: a statement may get into the server's log.
        password = password_of(role, folder).encode()
        kept = connection.pgconn.encrypt_password(password, role.encode(), b"scram-sha-256")
        change = sql.SQL("ALTER ROLE {} PASSWORD {}")
        connection.execute(change.format(sql.Identifier(role), sql.Literal(kept.decode())))
    _replace(data / _RULES, _CLOSED, account)
    connection.execute("SELECT pg_reload_conf()")


def _replace(file: Path, text: str, account: Account | None = None) -> None:
    """At once: whoever is interrupted leaves what was there before."""
    new = file.with_name(f"{file.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(descriptor)
    if account:
        account.own(new)
    new.rename(file)
