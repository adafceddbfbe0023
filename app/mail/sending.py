"""Mails that are due, sent one after the other.

A worker that dies between the server's yes and its own note of it leaves a mail that is sent again
when its lease is over: with the same Message-ID, so that the repeat can be known, and with a new
link, which is then the one that works.
"""

from typing import Final

import typer
from pydantic import SecretStr

from app.config import settings
from app.mail import smtp, templates
from app.runtime.engines import writing
from app.urls import routes
from commands.settle_mail import Outcome, SettleMail
from commands.take_mail import TakeMail, TakenMail
from commands.transaction import execute
from domain.access import SYSTEM

BATCH: Final = 100  # mails; then a worker that was told to stop can do so


def send_due() -> None:
    """Send what is due; after a failure the rest waits for the next call, as the server may."""
    for _ in range(BATCH):
        mail = execute(TakeMail(), SYSTEM, writing())
        if mail is None:
            return
        settled = _sent(mail)
        execute(settled, SYSTEM, writing())
        if settled.outcome is Outcome.LATER:
            return


def _sent(mail: TakenMail) -> SettleMail:
    """What became of it. Without a mail server it is laid out for the administrators."""
    if not settings.smtp_url:
        typer.echo(f"A mail waits at {routes.ADMIN_OUTBOX}")
        return SettleMail(
            mail_id=mail.id, outcome=Outcome.SENT, body=SecretStr(templates.body(mail))
        )
    try:
        smtp.deliver(mail)
    except smtp.NotDelivered as failed:
        outcome = Outcome.GIVEN_UP if isinstance(failed, smtp.Refused) else Outcome.LATER
        return SettleMail(mail_id=mail.id, outcome=outcome, error=str(failed))
    return SettleMail(mail_id=mail.id, outcome=Outcome.SENT)
