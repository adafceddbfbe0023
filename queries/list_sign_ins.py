"""List sign-ins: the browsers in which the actor is signed in."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Connection, select

from domain.access import Actor, Permission
from domain.parsing import parsed
from projections.views import SIGN_INS
from queries.browser import browser

LIMIT = 100  # rows; only a program signs in more often


@dataclass(frozen=True, slots=True)
class SignInRow:
    id: UUID
    browser: str  # in short words, such as "Firefox on Linux"
    created_at: datetime
    expires_at: datetime
    is_this: bool  # the one that asks


@parsed
class ListSignIns:
    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT

    def fetch(self, connection: Connection, actor: Actor) -> tuple[SignInRow, ...]:
        """Those that have not ended, newest first, at most 100."""
        own = SIGN_INS.c
        query = (
            select(own.id, own.user_agent, own.created_at, own.expires_at)
            .where(own.user_id == actor.user_id, own.ended_at.is_(None))
            .where(own.expires_at > datetime.now(UTC))
            .order_by(own.id.desc())
            .limit(LIMIT)
        )
        return tuple(_sign_in(row, actor) for row in connection.execute(query))


def _sign_in(row: Any, actor: Actor) -> SignInRow:
    is_this = row.id == actor.login_id
    return SignInRow(row.id, browser(row.user_agent), row.created_at, row.expires_at, is_this)
