"""List sign-ins: the browsers in which the actor is signed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from domain.access import Actor, Permission
from domain.parsing import parsed
from domain.session import IDLE
from projections.views import SIGN_INS
from queries.browser import browser

LIMIT = 100  # rows; only a program signs in more often


@dataclass(frozen=True, slots=True)
class SignInRow:
    id: UUID
    browser: str  # in short words, such as "Firefox on Linux"
    created_at: datetime
    last_used_at: datetime  # at most a minute ago while it is in use
    expires_at: datetime
    is_this: bool  # the one that asks


@parsed
class ListSignIns:
    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT

    def fetch(self, connection: Connection, actor: Actor) -> tuple[SignInRow, ...]:
        """Those that neither ended, nor expired, nor rested too long; newest first, at most 100."""
        own = SIGN_INS.c
        query = (
            select(SIGN_INS)
            .where(own.user_id == actor.user_id, own.ended_at.is_(None))
            .where(own.expires_at > func.now(), _in_use())
            .order_by(own.id.desc())
            .limit(LIMIT)
        )
        return tuple(_sign_in(row, actor) for row in connection.execute(query))


def _in_use() -> ColumnElement[bool]:
    own, now = SIGN_INS.c, func.now()
    return or_(*(and_(own.role == role, own.last_used_at >= now - IDLE[role]) for role in IDLE))


def _sign_in(row: Any, actor: Actor) -> SignInRow:
    return SignInRow(
        id=row.id,
        browser=browser(row.user_agent),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        is_this=row.id == actor.login_id,
    )
