"""The sessions of people: which of them are active, and their end."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, cast, update
from sqlalchemy.dialects.postgresql import ARRAY

from commands.transaction import Transaction
from domain.login import Login

LOGINS = Login.metadata.tables["logins"]


def active(tx: Transaction) -> ColumnElement[bool]:
    """Sessions that neither ended nor expired."""
    return LOGINS.c.ended_at.is_(None) & (LOGINS.c.expires_at > tx.now)


def end_sessions(
    tx: Transaction, user_ids: Collection[UUID], *, keep: UUID | None = None
) -> list[UUID]:
    """End the active sessions of these people, but for `keep`: whose they were, one id for each.

    The people are locked: nobody of them signs in meanwhile, and no two commands can deadlock.
    """
    theirs = LOGINS.c.user_id == any_(cast(list(user_ids), ARRAY(Uuid)))
    others = LOGINS.c.id.is_distinct_from(keep)
    ended = update(LOGINS).where(theirs, active(tx), others).values(ended_at=tx.now)
    return list(tx.connection.scalars(ended.returning(LOGINS.c.user_id)))
