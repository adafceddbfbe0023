"""A real SMTP server, as reliable as a test wants it."""

import random
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 OK"


@dataclass
class Mailbox:
    """Every mail that the server has accepted. `trouble` is the share of steps that fail."""

    trouble: float = 0.0
    refusal: str = ""  # the answer to every recipient, instead of trouble
    dice: random.Random = field(default_factory=lambda: random.Random(20_261_123))
    accepted: list[EmailMessage] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    senders: set[str] = field(default_factory=set)

    @property
    def recipients(self) -> list[str]:
        return [str(mail["To"]) for mail in self.accepted]

    async def handle_MAIL(  # noqa: N802 - as the server calls it
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        if self._fails("dropped"):
            server.transport.abort()
            return "421 gone"
        envelope.mail_from = address
        return OK

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        if self.refusal:
            return self.refusal
        if self._fails("recipient"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self._fails("data"):
            return "452 try again later"
        content: Any = envelope.content
        mail = message_from_bytes(content, policy=policy.default)
        assert envelope.rcpt_tos == [str(mail["To"])]
        assert isinstance(mail, EmailMessage)
        self.accepted.append(mail)
        self.senders.add(str(envelope.mail_from))
        return OK

    def _fails(self, step: str) -> bool:
        failed = self.dice.random() < self.trouble
        self.failures[step] += failed
        return failed


@contextmanager
def listening(mailbox: Mailbox, port: int = 0, **options: Any) -> Iterator[str]:
    """The address of the server: 127.0.0.1 and its port."""
    port = port or free_port()
    controller = Controller(mailbox, "127.0.0.1", port, **options)
    controller.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
