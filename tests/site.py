"""The production build, served on a database of its own."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from sqlalchemy import text

from app.config import settings
from app.console import demo, frontend
from app.console.server import serving
from app.identity.cookies import COOKIE
from commands.change_role import ChangeRole
from commands.register_user import RegisterUser
from commands.sign_in import SignIn
from commands.transaction import Command, execute
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.ids import new_id
from queries.identify import Identify
from queries.reading import fetch
from tests.database import Database
from tests.examples import PASSWORD

R = TypeVar("R")


@dataclass
class Site:
    url: str
    database: Database

    def register(self, name: str, role: str = "member") -> str:
        """A new person of this role; returns the e-mail address."""
        email = f"{new_id().hex[-12:]}@example.org"
        form = {"email": email, "name": name, "password": PASSWORD}
        user_id = self.do(RegisterUser(command_id=new_id(), **form))
        if role != Role.MEMBER:
            self.do(ChangeRole(command_id=new_id(), user_id=user_id, role=Role(role)))
        return email

    def do(self, command: Command[R], actor: Actor = SYSTEM) -> R:
        return execute(command, actor, self.database.writing)

    def actor(self, email: str) -> Actor:
        """The person of this address, signed in anew."""
        return fetch(Identify(token=self.token(email)), GUEST, self.database.reading)

    def token(self, email: str) -> str:
        return self.do(SignIn(email=email, password=PASSWORD), GUEST)

    def confirm(self, email: str) -> None:
        """Somebody has shown that this address is theirs."""
        self._write("update users set email_verified_at = now() where email = :email", email=email)

    def grow_old(self) -> None:
        """The password of every session was given an hour ago."""
        self._write("update logins set confirmed_at = confirmed_at - interval '1 hour'")

    def _write(self, statement: str, **values: str) -> None:
        with self.database.owner.begin() as connection:
            connection.execute(text(statement), values)

    def cookie(self, email: str) -> Any:
        """The cookie of a person who is signed in, for a browser."""
        cookie = {"name": COOKIE.name, "value": self.token(email), "url": self.url}
        return cookie | {"httpOnly": True, "sameSite": "Lax"}


@contextmanager
def serve(server: str, people: int = 0, **environment: str) -> Iterator[Site]:
    """A site with demo people on a clone of the server's template; `environment` are settings."""
    with Database.cloned(server) as database, pytest.MonkeyPatch.context() as patch:
        owner = database.url.render_as_string(hide_password=False)
        if people:
            demo.load(owner, people)
        frontend.build()
        settings.database_url, port = owner, free_port()
        patch.setattr(settings, "port", port)  # a worker of this site mails links to it
        for name, value in environment.items():
            patch.setenv(name, value)
        with serving(port):
            yield Site(f"http://127.0.0.1:{port}", database)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
