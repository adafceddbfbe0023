"""Mails as the worker would send them, and the links in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import text

from commands.settle_mail import Outcome, SettleMail
from commands.take_mail import TakeMail
from commands.transaction import Transaction
from domain.access import SYSTEM, Permission
from domain.mail import MailKind
from domain.policy import Policy
from tests.database import Database

MAILING = Policy(sends_mail=True)


@dataclass(frozen=True)
class Change:
    """What time and other people do: a statement, by a command, for who has nothing but `do`."""

    statement: str
    permission: ClassVar = Permission.SIGN_OUT  # which everybody has

    def execute(self, tx: Transaction) -> None:
        tx.connection.execute(text(self.statement))


def sent(do: Callable) -> list[tuple[str, str, str]]:
    """The mails that are due, sent: the kind, the recipient and the token of each, oldest first."""
    found = []
    while mail := do(TakeMail(), SYSTEM):
        do(SettleMail(mail_id=mail.id, outcome=Outcome.SENT), SYSTEM)
        found.append((mail.kind, mail.recipient, mail.token))
    return found


def link(do: Callable, kind: MailKind) -> str:
    """The token of the only mail of this kind that is due; all that are due are sent."""
    [token] = [token for each, _, token in sent(do) if each == kind]
    return token


def waiting(database: Database) -> list[tuple[str, str]]:
    """Kind and recipient of every mail that is neither sent nor given up, oldest first."""
    query = "select kind, recipient from mails where sent_at is null and given_up_at is null"
    with database.owner.connect() as connection:
        return [tuple(row) for row in connection.execute(text(f"{query} order by id"))]


def age(database: Database, interval: str) -> None:
    """So much time passes for every mail."""
    columns = "created_at", "due_at", "sent_at", "given_up_at", "expires_at", "used_at"
    older = ", ".join(f"{name} = {name} - interval '{interval}'" for name in columns)
    with database.owner.begin() as connection:
        connection.execute(text(f"update mails set {older}"))
