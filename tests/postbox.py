"""A mail server that keeps what it is sent, and the links in that."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller

PATIENCE = 20.0  # seconds; the worker looks every second


@dataclass
class Postbox:
    port: int
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 Kept"

    def mail(self, email: str, subject: str) -> EmailMessage:
        """The newest mail of this subject to this address, as soon as it is there."""
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            for mail in reversed(self.mails):
                if (mail["to"], mail["subject"]) == (email, subject):
                    return mail
            time.sleep(0.05)
        raise LookupError(f"no mail {subject!r}; there are {[m['subject'] for m in self.mails]}")

    def link(self, email: str, subject: str) -> str:
        """The address that such a mail leads to."""
        text = self.mail(email, subject).get_content()
        return re.search(r"http://\S+#\S+", text)[0]


@contextmanager
def postbox(port: int) -> Iterator[Postbox]:
    box = Postbox(port)
    controller = Controller(box, "127.0.0.1", port, server_hostname="localhost")
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
