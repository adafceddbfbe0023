"""A directory of some size to be measured: its engines, its copies, its server, its people."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from unittest.mock import patch

from argon2 import PasswordHasher
from pydantic import SecretStr
from sqlalchemy import URL, Engine, create_engine, make_url, pool, text

from app.config import READER, WRITER, settings
from app.console import frontend, server
from app.console.local_postgres import DATABASE
from app.identity.cookies import COOKIE
from app.runtime.engines import PLAIN, PREPARED_AFTER
from commands import passwords
from commands.change_role import ChangeRole
from commands.register_user import RegisterUser
from commands.sign_in import SignIn
from commands.transaction import execute
from domain.access import GUEST, SYSTEM, Role
from domain.ids import new_id

PASSWORD = "a horse that counts to a million"  # noqa: S105 - of invented people
MILLION = 1_000_000  # people: what the goals are about
CONNECTIONS = 40  # more than any part has threads
# As app.runtime.engines sets them, but without limits: what is slow is to be seen.
OPTIONS = "-c statement_timeout=0 -c lock_timeout=0 -c timezone=UTC"


class Unavailable(Exception):
    """A part cannot be measured here; the sentence says what is missing."""


@dataclass(frozen=True)
class Site:
    people: int
    url: str  # the owner's
    rounds: int = 20  # of each measurement that is short
    long: bool = False  # as long as the goals say: a query of a minute, a soak of ten

    @cached_property
    def owner(self) -> Engine:
        return create_engine(self.url, pool_size=CONNECTIONS)

    @cached_property
    def writing(self) -> Engine:
        return self._engine(WRITER)

    @cached_property
    def reading(self) -> Engine:
        return self._engine(READER, PLAIN, PREPARED_AFTER, isolation_level="AUTOCOMMIT")

    def _engine(self, role: str, options: str = "", prepared_after: int = 5, **more: Any) -> Engine:
        return create_engine(
            make_url(self.url).set(username=role),
            pool_size=CONNECTIONS,
            hide_parameters=True,
            connect_args={"options": OPTIONS + options, "prepare_threshold": prepared_after},
            **more,
        )

    def close(self) -> None:
        """Leave the database, so that it can be copied or dropped."""
        for name in ("owner", "writing", "reading"):
            if name in vars(self):
                vars(self).pop(name).dispose()

    @contextmanager
    def copy(self) -> Iterator["Site"]:
        """The same directory in a database of its own, to write in; then it is thrown away."""
        self.close()
        name = f"copy_{new_id().hex}"
        url = make_url(self.url)
        run(url, f"create database {name} template {url.database} strategy file_copy")
        copy = replace(self, url=url.set(database=name).render_as_string(hide_password=False))
        try:
            yield copy
        finally:
            copy.close()
            run(url, f"drop database {name}")

    @contextmanager
    def served(self, **more: object) -> Iterator[str]:
        """The address of the product serving this directory: `sockets_per_address=1000` and
        the like are settings. Signing in writes: serve a copy."""
        frontend.build()
        port = free_port()
        environment = {f"ROLLCALL_{name.upper()}": str(value) for name, value in more.items()}
        led_here = patch.object(settings, "database_url", self.url)
        with led_here, patch.dict(os.environ, environment), server.serving(port):
            yield f"http://{server.HOST}:{port}"

    def sign_in(self, number: int, role: Role = Role.MEMBER) -> list[str]:
        """The `Cookie` headers of so many new people of this role, each in a session of its own.

        Their passwords are PASSWORD, with quick hashes.
        """
        with patch.object(passwords, "_hasher", PasswordHasher(1, 8, 1)):
            return [f"{COOKIE.name}={self._session(role)}" for _ in range(number)]

    def _session(self, role: Role) -> str:
        email, password = f"{new_id().hex}@bench.example.org", SecretStr(PASSWORD)
        person = RegisterUser(command_id=new_id(), email=email, name="Ann", password=password)
        user_id = execute(person, SYSTEM, self.writing)
        if role != Role.MEMBER:
            change = ChangeRole(command_id=new_id(), user_id=user_id, role=role)
            execute(change, SYSTEM, self.writing)
        return execute(SignIn(email=email, password=password), GUEST, self.writing)


def run(server_url: URL, statement: str) -> None:
    """A statement about databases, outside of any transaction and of the database concerned."""
    url = server_url.set(database=DATABASE)
    engine = create_engine(url, poolclass=pool.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
