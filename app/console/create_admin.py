"""Administrators made at the console, with a generated password."""

import secrets

from pydantic import SecretStr, ValidationError
from sqlalchemy import text

from app.console.refusal import Refusal
from app.runtime.engines import owner, writing
from commands.create_admin import CreateAdmin
from commands.transaction import execute
from domain.access import SYSTEM
from domain.ids import new_id

# Nothing that looks like something else: people type this once.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
FIRST = "admin@example.com"


def create(email: str, name: str) -> str:
    """The new administrator's password. Raises Refusal and EmailTaken."""
    password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
    try:
        command = CreateAdmin(
            command_id=new_id(), email=email, name=name, password=SecretStr(password)
        )
    except ValidationError as error:
        first = error.errors()[0]
        reason = first["msg"].removeprefix("Value error, ")
        raise Refusal(f"This {first['loc'][0]} cannot be used: {reason}") from None
    execute(command, SYSTEM, writing())
    return password


def create_first() -> str | None:
    """The password of the first administrator; None when there is one already."""
    with owner().connect() as connection:
        if connection.scalar(text("SELECT EXISTS (SELECT FROM users WHERE role = 'admin')")):
            return None
    return create(FIRST, "Administrator")
