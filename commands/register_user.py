"""Register a user: whom the policy or an administrator admits, once per e-mail address."""

from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from commands import throttle
from commands.addresses import lock_owner
from commands.mails import write_mail
from commands.passwords import hash_password, require_strong
from commands.throttle import MAILS_TO, SIGN_UPS
from commands.transaction import Transaction
from domain.access import Permission
from domain.mail import MailKind
from domain.parsing import parsed
from domain.user import User
from domain.values import Email, Name, NewPassword

_USERS = User.metadata.tables["users"]


@parsed
class RegisterUser:
    permission: ClassVar = Permission.SIGN_UP
    hashes_password: ClassVar = True

    command_id: UUID
    email: Email
    name: Name
    password: NewPassword

    def execute(self, tx: Transaction) -> UUID:
        """The new user's id. Raises EmailTaken: the unique index decides, not a look-up.

        Where mail is configured nobody learns whether the address is taken: there is an id all
        the same, which is nobody's, and a mail to the owner. Raises SignUpClosed,
        EmailNotAdmitted, WeakPassword, and TooMany to one network address. About 40 ms.
        """
        # Administrators and the console bring in others: a closed directory refers to them.
        is_newcomer = not (tx.actor.is_system or tx.actor.user_id)
        if is_newcomer:
            tx.policy.require_open()
        tx.policy.require_domain(self.email)
        if is_newcomer:
            _count_try(tx)
        require_strong(self.password, self.email, self.name, field="password")
        user = User.new(
            email=self.email,
            name=self.name,
            password_hash=hash_password(self.password),  # slow; no connection is held yet
            now=tx.now,
        )
        if not tx.policy.sends_mail:
            tx.insert(user)
            tx.record(user.registered())
        elif _is_new(tx, user):
            write_mail(tx, MailKind.VERIFY_EMAIL, user)
            tx.record(user.registered())
        else:
            _tell_owner(tx, self.email)
        return user.id


def _count_try(tx: Transaction) -> None:
    most = tx.policy.sign_ups_per_address
    if most is None:
        return
    with tx.apart() as apart:
        throttle.require(apart, replace(SIGN_UPS, times=most), tx.actor.address)


def _is_new(tx: Transaction, user: User) -> bool:
    new = insert(_USERS).values(user.model_dump()).on_conflict_do_nothing()
    return tx.connection.scalar(new.returning(_USERS.c.id)) is not None


def _tell_owner(tx: Transaction, email: str) -> None:
    """Somebody may try it again and again: the owner gets a few mails an hour."""
    owner = lock_owner(tx, email)
    if owner is None:
        return  # the owner changed the address in this very moment
    if throttle.count(tx.connection, MAILS_TO, owner.id, MailKind.ADDRESS_IN_USE):
        write_mail(tx, MailKind.ADDRESS_IN_USE, owner)
