"""Sign in: exchange e-mail and password for a session token."""

import secrets
from typing import Any, ClassVar

from sqlalchemy import func, select

from commands.passwords import hash_password, is_outdated, matches
from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import BadCredentials
from domain.ids import new_id
from domain.login import LIFETIME, USER_AGENT_LIMIT, Login, token_hash
from domain.parsing import parsed
from domain.user import User
from domain.values import Password, Status, TypedEmail

_USERS = User.metadata.tables["users"]


@parsed
class SignIn:
    """It has no command id: each signing in is a session of its own."""

    permission: ClassVar = Permission.SIGN_IN
    hashes_password: ClassVar = True

    email: TypedEmail
    password: Password
    user_agent: str = ""

    def execute(self, tx: Transaction) -> str:
        """The token (256 random bits) for the cookie; only its hash is stored.

        A suspension that has served its time ends here, if the worker has not ended it yet.
        Raises BadCredentials for an unknown e-mail, a wrong password and a person who is not
        active alike, after the same work. About 40 ms.
        """
        found = self._found(tx)
        if not matches(self.password, found.password_hash if found else None) or not found:
            raise BadCredentials
        user = tx.lock(found.id)
        if user.has_served(tx.now):
            tx.record(user.reinstate())
        if user.status != Status.ACTIVE or user.password_hash != found.password_hash:
            raise BadCredentials  # changed while the password was being checked
        if is_outdated(found.password_hash):
            user.password_hash = hash_password(self.password)
        tx.record(user.signed_in(tx.now))
        tx.save(user)
        return self._token(tx, user)

    def _found(self, tx: Transaction) -> Any:
        match = func.lower(_USERS.c.email) == func.lower(self.email)
        columns = _USERS.c.id, _USERS.c.password_hash
        return tx.connection.execute(select(*columns).where(match)).one_or_none()

    def _token(self, tx: Transaction, user: User) -> str:
        token = secrets.token_urlsafe(32)
        login = Login(
            id=new_id(),
            user_id=user.id,
            token_hash=token_hash(token),
            user_agent=_visible(self.user_agent)[:USER_AGENT_LIMIT],
            created_at=tx.now,
            expires_at=tx.now + LIFETIME,
        )
        tx.insert(login)
        return token


def _visible(text: str) -> str:
    return "".join(c for c in text if c.isprintable())
