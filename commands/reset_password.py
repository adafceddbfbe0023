"""Reset a password: by the link that was mailed to who forgot it."""

from typing import ClassVar
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import select

from commands.authentication import forget_tries, replace_password
from commands.mails import MAILS, count_link, link_hash, use_link
from commands.passwords import hash_password, require_strong
from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import LinkExpired
from domain.mail import MailKind
from domain.parsing import parsed
from domain.user import User
from domain.values import NewPassword, Status

_USERS = User.metadata.tables["users"]


@parsed
class ResetPassword:
    permission: ClassVar = Permission.USE_MAILED_LINK
    hashes_password: ClassVar = True

    command_id: UUID
    token: SecretStr
    new_password: NewPassword

    def execute(self, tx: Transaction) -> None:
        """Every session of the person ends, and every link but this one that could change much.

        The address is verified by the way. The second factor stays: it is still asked for at
        signing in. Raises LinkExpired, also for who is not active, and WeakPassword. About 40 ms.
        """
        count_link(tx)
        email, name = self._owner(tx)
        require_strong(self.new_password, email, name, field="new_password")
        new = hash_password(self.new_password)  # slow; no connection is held yet
        _, user = use_link(tx, self.token, MailKind.RESET_PASSWORD)
        if user.status != Status.ACTIVE:
            raise LinkExpired
        tx.record(user.verify_email(tx.now))
        replace_password(tx, user, new)
        forget_tries(tx, user.email)

    def _owner(self, tx: Transaction) -> tuple[str, str]:
        """Whose link it is: nobody has a password hashed without one. A used one may be a repeat.

        Raises LinkExpired for one that never was.
        """
        mine = (MAILS.c.token_hash == link_hash(self.token)) & (MAILS.c.user_id == _USERS.c.id)
        with tx.apart() as apart:
            row = apart.execute(select(_USERS.c.email, _USERS.c.name).where(mine)).one_or_none()
        if row is None:
            raise LinkExpired
        return row.email, row.name
