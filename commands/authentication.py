"""The one place where a password is checked, and where it is replaced."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import Connection, Row, select

from commands import throttle
from commands.addresses import is_owner
from commands.mails import TAKING_OVER, void_links, write_mail
from commands.passwords import matches
from commands.sessions import LOGINS, shut_out
from commands.throttle import (
    ANY_PASSWORD,
    BEYOND,
    FROM_ADDRESS,
    FROM_ADDRESS_TODAY,
    FROM_DEVICE,
    FROM_STRANGERS,
    Limit,
)
from commands.transaction import Transaction
from domain.errors import Forbidden, TooMany
from domain.mail import MailKind
from domain.user import User

_USERS = User.metadata.tables["users"]

Try = tuple[Limit, tuple[str, ...]]  # a limit, and of whom and from where


@dataclass(frozen=True, slots=True)
class Account:
    """Whose password was right; `counted` are the tries to forget once all else is right too."""

    user_id: UUID
    password_hash: str
    counted: tuple[bytes, ...]


def check_password(
    tx: Transaction, email: str, password: SecretStr, device: bytes | None
) -> Account | None:
    """Whose e-mail and password these are: nobody's after the same work and time. About 40 ms.

    Each try counts before anything is compared, whether or not there is such an account. Beyond
    the limits of an account nothing matches, and nobody can tell. Raises TooMany beyond the limit
    of a network address, unless the person has signed in on this device before.
    """
    with tx.apart() as apart:  # no connection is held while hashing
        found = _found(apart, email, device)
        known = device.hex() if found and device and found.is_known else None
        wait = throttle.wait(apart, ANY_PASSWORD, tx.actor.address)
        if wait and not known:
            raise TooMany(wait)
        tries = _tries(email, tx.actor.address, known)
        within = not _wait(apart, tries)
    stored = found.password_hash if found and within else None
    if not matches(password, stored) or found is None:
        return None
    return Account(found.id, found.password_hash, _keys(tries))


def check_own_password(tx: Transaction, password: SecretStr) -> Account | None:
    """As `check_password`, for who is signed in: a try counts as one from the session's device.

    So nobody elsewhere uses up what the person may try. Raises TooMany beyond that, and Forbidden
    for who has no session.
    """
    mine = (LOGINS.c.id == tx.actor.login_id) & (_USERS.c.id == tx.actor.user_id)
    columns = _USERS.c.id, _USERS.c.email, _USERS.c.password_hash, LOGINS.c.device_hash
    with tx.apart() as apart:
        own = apart.execute(select(*columns).join_from(LOGINS, _USERS).where(mine)).one_or_none()
        if own is None:
            raise Forbidden
        device = own.device_hash.hex() if own.device_hash else str(tx.actor.login_id)
        throttle.count(apart, ANY_PASSWORD, tx.actor.address)
        tries = _tries(own.email, tx.actor.address, device)
        wait = _wait(apart, tries)
    if wait:
        raise TooMany(wait)
    if not matches(password, own.password_hash):
        return None
    return Account(own.id, own.password_hash, _keys(tries))


def succeeded(tx: Transaction, account: Account) -> None:
    """The person is who they say: the tries until now no longer count."""
    throttle.take_back(tx.connection, ANY_PASSWORD, tx.actor.address)
    throttle.forget(tx.connection, *account.counted)


def forget_tries(tx: Transaction, email: str) -> None:
    """Whoever could read a mail may try anew, from here and from devices that are strangers."""
    throttle.forget(tx.connection, *_keys(_tries(email, tx.actor.address, None)))


def replace_password(
    tx: Transaction, user: User, password_hash: str, *, keep: UUID | None = None
) -> None:
    """Whoever got in before is out, but for the session `keep`, and no mailed link lets them in.

    The person, who is locked, gets a mail.
    """
    tx.record(user.change_password(password_hash))
    tx.save(user)
    shut_out(tx, user.id, keep=keep)
    void_links(tx, user.id, *TAKING_OVER)
    write_mail(tx, MailKind.PASSWORD_CHANGED, user)


def _found(
    connection: Connection, email: str, device: bytes | None
) -> Row[*tuple[Any, ...]] | None:
    """The person of this address, and whether they have signed in on this device before."""
    theirs = (LOGINS.c.user_id == _USERS.c.id) & (LOGINS.c.device_hash == device)
    is_known = select(LOGINS.c.id).where(theirs).exists().label("is_known")
    query = select(_USERS.c.id, _USERS.c.password_hash, is_known)
    return connection.execute(query.where(is_owner(email))).one_or_none()


def _tries(email: str, address: str, device: str | None) -> list[Try]:
    """What counts a try: in this order, so that two who count at once never deadlock."""
    account = email.lower()
    if device:
        return [(FROM_DEVICE, (account, device))]
    here = account, address
    return [
        (FROM_ADDRESS, here),
        (FROM_ADDRESS_TODAY, here),
        (FROM_STRANGERS, (account,)),
        (BEYOND, (account,)),
    ]


def _wait(connection: Connection, tries: list[Try]) -> int:
    """Count one try: the seconds to wait when it is beyond the limits, else 0.

    What is refused for one network address does not use up what is for all strangers.
    """
    (limit, subject), *of_strangers = tries
    if (wait := throttle.wait(connection, limit, *subject)) or not of_strangers:
        return wait
    today, all_strangers, beyond = (
        partial(throttle.wait, connection, limit, *subject) for limit, subject in of_strangers
    )
    often = today()
    return all_strangers() and (often or beyond())


def _keys(tries: list[Try]) -> tuple[bytes, ...]:
    return tuple(limit.key(*subject) for limit, subject in tries)
