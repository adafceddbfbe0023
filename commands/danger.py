"""Dangerous acts: they take a password that was given in this very session lately.

The one rule for all of them. A command is dangerous when it says so (`is_dangerous`), and whatever
it is when it acts upon many people. `docs/security.md` lists them.
"""

from typing import Final

from sqlalchemy import Connection, func, select

from domain.access import Actor
from domain.login import Login
from domain.session import CONFIRMED_FOR

MANY: Final = 25  # people; who acts upon more of them at once could hardly undo it one by one
_LOGINS = Login.metadata.tables["logins"]


def is_dangerous(command: object) -> bool:
    return getattr(command, "is_dangerous", False) or len(getattr(command, "user_ids", ())) > MANY


def is_confirmed(connection: Connection, actor: Actor) -> bool:
    """Whether the password was given in the session that acts, within the last 15 minutes."""
    mine = (_LOGINS.c.id == actor.login_id) & (_LOGINS.c.user_id == actor.user_id)
    active = _LOGINS.c.ended_at.is_(None) & (_LOGINS.c.expires_at > func.now())
    recent = _LOGINS.c.confirmed_at > func.now() - CONFIRMED_FOR
    return connection.scalar(select(_LOGINS.c.id).where(mine, active, recent)) is not None
