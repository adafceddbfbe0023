"""Sign out: end the session of one browser."""

from typing import ClassVar

from pydantic import SecretStr
from sqlalchemy import update

from commands.sessions import LOGINS, announce
from commands.transaction import Transaction
from domain.access import Permission
from domain.events import SignedOut
from domain.parsing import parsed
from domain.session import token_hash


@parsed
class SignOut:
    """It has no command id: ending an ended session changes nothing."""

    permission: ClassVar = Permission.SIGN_OUT

    token: SecretStr

    def execute(self, tx: Transaction) -> None:
        mine = LOGINS.c.token_hash == token_hash(self.token.get_secret_value())
        ended = update(LOGINS).where(mine, LOGINS.c.ended_at.is_(None)).values(ended_at=tx.now)
        user_id = tx.connection.scalar(ended.returning(LOGINS.c.user_id))
        if user_id:
            tx.record(SignedOut(user_id))
            announce(tx, [user_id])
