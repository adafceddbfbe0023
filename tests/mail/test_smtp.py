"""How a mail is written and handed over: encryption, names, and nothing smuggled in."""

import ssl
import subprocess
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from app.config import settings
from app.mail import smtp
from app.mail.smtp import NotNow, deliver, written
from commands.take_mail import TakenMail
from domain.ids import new_id
from domain.mail import MailKind
from tests.smtp_server import Mailbox, listening


def mail(recipient="ann@example.org", kind=MailKind.VERIFY_EMAIL):
    return TakenMail(new_id(), kind, recipient, "new@example.net", "t" * 43)


@pytest.fixture
def to(monkeypatch):
    return lambda url: monkeypatch.setattr(settings, "smtp_url", url)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of 127.0.0.1, and known to nobody; the key lies beside it."""
    folder = tmp_path_factory.mktemp("certificate")
    place = folder / "certificate.pem"
    made = "openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 1"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(place)]
    subprocess.run([*made.split(), *names, *files], check=True, capture_output=True)
    return place


@pytest.fixture
def encrypted(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    return context


def known(server, session, envelope, mechanism, data):
    """Whether it is the user that the mail server knows."""
    is_known = data == LoginPassword(b"rollcall", b"p@ss:word")
    return AuthResult(success=is_known, handled=False)


def test_with_starttls_nothing_is_said_before_it_is_encrypted(
    to, certificate, encrypted, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mailbox = Mailbox()
    options = {"tls_context": encrypted, "require_starttls": True, "auth_required": True}
    with listening(mailbox, authenticator=known, **options) as address:
        to(f"smtp+starttls://rollcall:p%40ss%3Aword@{address}")
        deliver(mail())

    assert mailbox.recipients == ["ann@example.org"]


def test_smtps_is_encrypted_from_the_start(to, certificate, encrypted, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mailbox = Mailbox()
    with listening(mailbox, ssl_context=encrypted) as address:
        to(f"smtps://{address}")
        deliver(mail())

    assert mailbox.recipients == ["ann@example.org"]


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_server_with_a_certificate_of_nobody_gets_no_mail(to, encrypted, scheme):
    mailbox = Mailbox()
    way = "ssl_context" if scheme == "smtps" else "tls_context"
    with listening(mailbox, **{way: encrypted}) as address:
        to(f"{scheme}://{address}")
        with pytest.raises(NotNow, match="SSLCertVerificationError"):
            deliver(mail())

    assert mailbox.accepted == []


def test_a_wrong_password_of_ours_is_no_reason_to_give_a_mail_up(
    to, certificate, encrypted, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    options = {"tls_context": encrypted, "auth_required": True}
    with listening(Mailbox(), authenticator=known, **options) as address:
        to(f"smtp+starttls://rollcall:wrong@{address}")
        with pytest.raises(NotNow, match="SMTPAuthenticationError 535"):
            deliver(mail())


def test_a_server_that_does_not_encrypt_gets_no_mail(to):
    mailbox = Mailbox()
    with listening(mailbox) as address:
        to(f"smtp+starttls://{address}")
        with pytest.raises(NotNow, match="SMTPNotSupportedError"):
            deliver(mail())

    assert mailbox.accepted == []


def test_a_server_that_does_not_answer_is_given_up_in_time(to, monkeypatch):
    monkeypatch.setattr(smtp, "TIMEOUT", 0.2)
    with listening(Mailbox(), ssl_context=None) as address:
        to(f"smtps://{address}")  # it waits for us to speak, as we wait for it
        with pytest.raises(NotNow):
            deliver(mail())


def test_who_sends_and_which_mail_it_is(monkeypatch):
    monkeypatch.setattr(settings, "mail_from", "People of Example <people@example.org>")
    one = mail()

    message = written(one)

    assert message["From"] == "People of Example <people@example.org>"
    assert message["To"] == "ann@example.org"
    assert message["Message-ID"] == f"<{one.id}@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    "recipient",
    [
        "ann@example.org\r\nBcc: eve@example.com",
        "ann@example.org\nSubject: Win",
        "ann@example.org, eve@example.com",
        "Eve <eve@example.com>",
    ],
)
def test_no_address_smuggles_in_a_header_or_another_recipient(recipient):
    with pytest.raises(ValueError):  # noqa: PT011 - each in words of its own
        written(mail(recipient))


def test_a_link_is_one_line_on_the_wire():
    assert b"/verify-email#" + b"t" * 43 + b"\r\n" in written(mail()).as_bytes()
