"""Mails by SMTP: smtp://, smtp+starttls:// or smtps://, with a user and a password if need be."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime, parseaddr
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from app.config import MAIL_PORTS, settings
from app.mail import templates
from commands.take_mail import TakenMail

TIMEOUT: Final = 10.0  # seconds, for each answer of the server
_FOR_GOOD: Final = 500  # the codes from here on
_UNBROKEN: Final = SMTP.clone(max_line_length=998)  # a link stays one line


class NotDelivered(Exception):
    """Its message names the error and the server's code, and quotes nobody."""


class NotNow(NotDelivered):
    """Another try may help: the server is away, in trouble, or does not know us (yet)."""


class Refused(NotDelivered):
    """The server wants neither this mail nor another try of it."""


def deliver(mail: TakenMail) -> None:
    """Hand the mail to the server of the settings. Raises NotNow and Refused.

    What the server says after it has accepted the mail is not heard: it must not be sent twice.
    """
    message = written(mail)
    try:
        with _server(urlsplit(settings.smtp_url), _domain(settings.sender)) as server:
            server.send_message(message)
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
    except smtplib.SMTPRecipientsRefused as refused:
        [(code, _)] = refused.recipients.values()
        raise _failure("recipient refused", code) from None
    except smtplib.SMTPDataError as refused:
        raise _failure("mail refused", refused.smtp_code) from None
    except (smtplib.SMTPException, OSError) as trouble:
        code = getattr(trouble, "smtp_code", "")
        raise NotNow(f"{type(trouble).__name__} {code}".strip()) from None


def written(mail: TakenMail) -> EmailMessage:
    """The message. Its Message-ID is that of the mail, however often it is sent.

    Raises ValueError for an address that is more than one address.
    """
    message = EmailMessage(policy=_UNBROKEN)
    name, sender = parseaddr(settings.sender)
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = Address(addr_spec=mail.recipient)
    message["Subject"] = templates.subject(mail)
    message["Date"] = localtime()
    message["Message-ID"] = f"<{mail.id}@{_domain(sender)}>"
    message["Auto-Submitted"] = "auto-generated"  # no absence notice comes back
    message.set_content(templates.body(mail))
    return message


@contextmanager
def _server(url: SplitResult, own_name: str) -> Iterator[smtplib.SMTP]:
    """Connected, encrypted as the scheme says, and signed in."""
    place = url.hostname or "", url.port or MAIL_PORTS[url.scheme], own_name
    # The default context checks the certificate and the name in it.
    if url.scheme == "smtps":
        context = ssl.create_default_context()
        opened = smtplib.SMTP_SSL(*place, timeout=TIMEOUT, context=context)
    else:
        opened = smtplib.SMTP(*place, timeout=TIMEOUT)
    with closing(opened) as server:
        if url.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server


def _failure(what: str, code: int) -> NotDelivered:
    return (Refused if code >= _FOR_GOOD else NotNow)(f"{what} {code}")


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2]
