"""The sessions of people: which of them are active, and their end."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, any_, bindparam, func, select, update

from commands.transaction import Transaction
from domain.columns import Uuids
from domain.login import Login

LOGINS = Login.metadata.tables["logins"]
# Listened to by every server: who is told looks at once whether a session still stands.
CHANGED = "sessions_changed"
_NAMED = 200  # people; more do not fit into one notification


def active(tx: Transaction) -> ColumnElement[bool]:
    """Sessions that neither ended nor expired."""
    return LOGINS.c.ended_at.is_(None) & (LOGINS.c.expires_at > tx.now)


def end_sessions(
    tx: Transaction, user_ids: Collection[UUID], *, keep: UUID | None = None
) -> list[UUID]:
    """End the active sessions of these people, but for `keep`: whose they were, one id for each.

    The people are locked: nobody of them signs in meanwhile, and no two commands can deadlock.
    """
    theirs = LOGINS.c.user_id == any_(bindparam("owners", user_ids, type_=Uuids()))
    others = LOGINS.c.id.is_distinct_from(keep)
    ended = update(LOGINS).where(theirs, active(tx), others).values(ended_at=tx.now)
    owners = list(tx.connection.scalars(ended.returning(LOGINS.c.user_id)))
    announce(tx, owners)
    return owners


def shut_out(tx: Transaction, user_id: UUID, *, keep: UUID | None = None) -> None:
    """End all sessions of a person but `keep`; all other devices are strangers to the account.

    Somebody who got in before has no tries of their own any more. The person is locked.
    """
    end_sessions(tx, [user_id], keep=keep)
    others = (LOGINS.c.user_id == user_id) & LOGINS.c.id.is_distinct_from(keep)
    known = others & LOGINS.c.device_hash.is_not(None)
    tx.connection.execute(update(LOGINS).where(known).values(device_hash=None))


def announce(tx: Transaction, user_ids: Collection[UUID]) -> None:
    """Tell every server, at the commit, to look at the sessions of these people.

    The message holds their ids, separated by commas; nothing when there are too many to name.
    """
    named = sorted({str(user_id) for user_id in user_ids})
    if named:
        message = ",".join(named) if len(named) <= _NAMED else ""
        tx.connection.execute(select(func.pg_notify(CHANGED, message)))
