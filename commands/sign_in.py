"""Sign in: exchange e-mail, password and, where there is one, second factor for a session."""

import secrets
from typing import ClassVar

from pydantic import SecretStr

from commands.authentication import check_password, succeeded
from commands.passwords import hash_password, is_outdated
from commands.second_factor import require_code
from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import BadCredentials
from domain.login import Login
from domain.parsing import parsed
from domain.session import USER_AGENT_LIMIT, token_hash
from domain.user import User
from domain.values import Password, Status, TypedEmail


@parsed
class SignIn:
    """It has no command id: each signing in is a session of its own.

    `device` is the token of the device cookie: who signed in there before is no stranger.
    """

    permission: ClassVar = Permission.SIGN_IN
    hashes_password: ClassVar = True

    email: TypedEmail
    password: Password
    code: SecretStr = SecretStr("")
    user_agent: str = ""
    device: SecretStr | None = None

    def execute(self, tx: Transaction) -> str:
        """The token (256 random bits) for the cookie; only its hash is stored.

        A suspension that has served its time ends here, if the worker has not ended it yet.
        Raises BadCredentials for an unknown e-mail, a wrong password, too many tries and a person
        who is not active alike, after the same work; CodeNeeded and WrongCode only to who knows
        the password; TooMany to one network address. About 40 ms.
        """
        account = check_password(tx, self.email, self.password, self._device())
        if account is None:
            raise BadCredentials
        renewed = is_outdated(account.password_hash) and hash_password(self.password)
        user = tx.lock(account.user_id)
        if user.has_served(tx.now):
            tx.record(user.reinstate())
        if user.status != Status.ACTIVE or user.password_hash != account.password_hash:
            raise BadCredentials  # changed while the password was being checked
        require_code(tx, user.id, self.code)
        user.password_hash = renewed or account.password_hash
        tx.record(user.signed_in(tx.now))
        tx.save(user)
        succeeded(tx, account)
        return self._token(tx, user)

    def _device(self) -> bytes | None:
        return token_hash(self.device.get_secret_value()) if self.device else None

    def _token(self, tx: Transaction, user: User) -> str:
        token = secrets.token_urlsafe(32)
        login = Login.new(tx.new_id(), user.id, token, tx.now)
        login.user_agent = _visible(self.user_agent)[:USER_AGENT_LIMIT]
        login.device_hash = self._device()
        tx.insert(login)
        return token


def _visible(text: str) -> str:
    return "".join(c for c in text if c.isprintable())
