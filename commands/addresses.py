"""Whose an e-mail address is: compared as the unique index does."""

from sqlalchemy import ColumnElement, func, select

from commands.transaction import Transaction
from domain.user import User

_USERS = User.metadata.tables["users"]


def is_owner(email: str) -> ColumnElement[bool]:
    return func.lower(_USERS.c.email) == func.lower(email)


def lock_owner(tx: Transaction, email: str) -> User | None:
    """Whose address it is, held until commit."""
    query = select(_USERS).where(is_owner(email)).with_for_update(key_share=True)
    row = tx.connection.execute(query).mappings().one_or_none()
    return User.stored(row) if row else None
