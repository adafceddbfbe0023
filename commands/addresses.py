"""Whose an e-mail address is: compared as the unique index does."""

from sqlalchemy import ColumnElement, func

from commands.transaction import Transaction
from commands.user_rows import locking
from domain.user import User

_USERS = User.metadata.tables["users"]


def is_owner(email: str) -> ColumnElement[bool]:
    return func.lower(_USERS.c.email) == func.lower(email)


def lock_owner(tx: Transaction, email: str) -> User | None:
    """Whose address it is, held until commit."""
    [owner] = tx.locked(locking(is_owner(email))) or [None]
    return owner
