"""Get suspension: why the holder of a session token is suspended, and until when."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pydantic import SecretStr
from sqlalchemy import Connection, func, or_, select

from domain.access import Actor, Permission
from domain.parsing import parsed
from domain.session import token_hash
from projections.views import SUSPENSIONS


@dataclass(frozen=True, slots=True)
class Suspension:
    reason: str
    until: datetime | None  # None: until somebody reinstates


@parsed
class GetSuspension:
    permission: ClassVar = Permission.SIGN_IN
    one_statement: ClassVar = True

    token: SecretStr

    def fetch(self, connection: Connection, actor: Actor) -> Suspension | None:
        """None for a token that is unknown or expired, or whose person may sign in by now."""
        found = SUSPENSIONS.c
        query = select(func.coalesce(found.reason, ""), found.until).where(
            found.token_hash == token_hash(self.token.get_secret_value()),
            or_(found.until.is_(None), found.until > func.now()),
        )
        row = connection.execute(query).one_or_none()
        return Suspension(*row) if row else None
