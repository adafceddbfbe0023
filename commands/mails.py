"""Mails to people, written with what they tell of; and the links in them, which help once."""

import hashlib
from typing import Final
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import case, select, update

from commands import throttle
from commands.throttle import LINKS_USED
from commands.transaction import Transaction
from domain.errors import LinkExpired
from domain.mail import Mail, MailKind
from domain.user import User

MAILS = Mail.metadata.tables["mails"]
# With these, somebody who knew the old password could keep or get the account.
TAKING_OVER: Final = (
    MailKind.RESET_PASSWORD,
    MailKind.CONFIRM_OLD_EMAIL,
    MailKind.CONFIRM_NEW_EMAIL,
)


def write_mail(
    tx: Transaction,
    kind: MailKind,
    user: User,
    *,
    to: str | None = None,
    new_email: str | None = None,
) -> None:
    """Have the worker send a mail to `user`; `to` is another address than the one they have."""
    mail = Mail(
        id=tx.new_id(),
        user_id=user.id,
        kind=kind,
        recipient=to or user.email,
        new_email=new_email,
        request_id=tx.command_id,
        created_at=tx.now,
        due_at=tx.now,
    )
    tx.insert(mail)


def count_link(tx: Transaction) -> None:
    """Count that somebody uses a link, before anything is looked for. Raises TooMany."""
    with tx.apart() as apart:
        throttle.require(apart, LINKS_USED, tx.actor.address)


def use_link(tx: Transaction, token: SecretStr, *kinds: MailKind) -> tuple[Mail, User]:
    """The mail whose link this is, and its person, locked; from now on it helps nobody.

    Raises LinkExpired, also when the address that it was mailed to is no longer the person's. Of
    two who use one link at once, the second waits here and is refused. A command that is refused
    afterwards leaves the link as it was.
    """
    links = MAILS.c
    mine = links.token_hash == link_hash(token)
    user_id = tx.connection.scalar(select(links.user_id).where(mine))
    if user_id is None:
        raise LinkExpired
    user = tx.lock(user_id)  # people are locked before anything else
    usable = links.used_at.is_(None) & (links.expires_at > tx.now) & links.kind.in_(kinds)
    used = update(MAILS).where(mine, usable).values(used_at=tx.now).returning(MAILS)
    row = tx.connection.execute(used).mappings().one_or_none()
    if row is None:
        raise LinkExpired
    mail = Mail(**row)
    if mail.recipient not in (user.email, mail.new_email):
        raise LinkExpired
    return mail, user


def void_links(tx: Transaction, user_id: UUID, *kinds: MailKind) -> None:
    """No mail of these kinds that this person was or will be sent leads anywhere any more."""
    links = MAILS.c
    theirs = (links.user_id == user_id) & links.kind.in_(kinds) & links.used_at.is_(None)
    unsent = links.sent_at.is_(None)
    void = {
        "used_at": tx.now,
        "body": None,
        "given_up_at": case((unsent, tx.now), else_=links.given_up_at),
    }
    tx.connection.execute(update(MAILS).where(theirs).values(void))


def link_hash(token: SecretStr) -> bytes:
    """SHA-256 is enough: the token has 256 random bits."""
    return hashlib.sha256(token.get_secret_value().encode(errors="replace")).digest()
