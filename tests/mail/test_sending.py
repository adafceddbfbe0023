"""Mails on their way through a real SMTP server, which may fail."""

import smtplib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from app.config import settings
from app.mail.sending import send_due
from app.worker import jobs
from commands.ask_verification import AskVerification
from commands.register_user import RegisterUser
from commands.verify_email import VerifyEmail
from domain.access import GUEST
from domain.ids import new_id
from queries.list_mails import ListMails
from tests.examples import ANN
from tests.mails import MAILING, Change
from tests.smtp_server import Mailbox, free_port, listening

FORTY = """
insert into mails (id, user_id, kind, recipient, created_at, due_at, tries)
select gen_random_uuid(), users.id, 'verify_email', 'p' || n || '@example.org', now(), now(), 0
from users, generate_series(0, 39) as n
"""
ADDRESSES = [f"p{n}@example.org" for n in range(40)]


@pytest.fixture
def to(product, monkeypatch):
    """Lead the product to a mail server at this address."""
    return lambda address, scheme="smtp": monkeypatch.setattr(
        settings, "smtp_url", f"{scheme}://{address}"
    )


@pytest.fixture
def forty(do, ann):
    """Forty mails wait."""
    do(Change(FORTY))


def open_mails(database):
    """How many mails are neither sent nor given up; those that wait are due at once."""
    with database.owner.begin() as connection:
        return connection.execute(
            text("update mails set due_at = now() where sent_at is null and given_up_at is null")
        ).rowcount


def test_nothing_is_lost_and_nothing_sent_twice_by_a_server_that_fails_half_of_the_time(
    database, forty, to
):
    mailbox = Mailbox(trouble=0.2)  # at each of three steps, so that half of the tries fail
    with listening(mailbox) as address:
        to(address)
        while open_mails(database):
            send_due()

    assert sorted(mailbox.recipients) == sorted(ADDRESSES)
    assert len({mail["Message-ID"] for mail in mailbox.accepted}) == 40
    assert min(mailbox.failures[step] for step in ("dropped", "recipient", "data")) >= 3


def test_two_workers_at_once_send_each_mail_once(forty, to):
    mailbox, start = Mailbox(), Barrier(2)

    def work(_):
        start.wait()
        send_due()

    with listening(mailbox) as address, ThreadPoolExecutor(2) as threads:
        to(address)
        list(threads.map(work, range(2)))

    assert Counter(mailbox.recipients) == Counter(ADDRESSES)


def test_while_the_server_is_away_mails_wait_and_say_why(do, ask, database, ann, to):
    do(AskVerification(command_id=new_id()), ann)
    port, mailbox = free_port(), Mailbox()
    to(f"127.0.0.1:{port}")
    send_due()
    [away] = ask(ListMails())

    with listening(mailbox, port):
        open_mails(database)
        send_due()

    assert (away.error, away.tries, away.sent_at) == ("ConnectionRefusedError", 1, None)
    [sent] = ask(ListMails())
    assert (sent.error, sent.tries) == (None, 2)
    assert mailbox.recipients == ["ann@example.org"]


def test_after_a_failure_the_others_wait_for_the_next_call(forty, to, ask):
    to(f"127.0.0.1:{free_port()}")

    send_due()

    assert sum(mail.tries for mail in ask(ListMails())) == 1


@pytest.mark.parametrize(
    ("refusal", "is_given_up"), [("550 no such mailbox", True), ("450 busy", False)]
)
def test_who_is_unknown_to_the_server_is_given_up_and_nobody_is_quoted(
    do, ask, ann, to, refusal, is_given_up
):
    do(AskVerification(command_id=new_id()), ann)
    with listening(Mailbox(refusal=refusal)) as address:
        to(address)
        send_due()

    [mail] = ask(ListMails())
    assert bool(mail.given_up_at) == is_given_up
    assert mail.error == f"recipient refused {refusal[:3]}"


def test_a_server_that_is_lost_after_its_yes_is_believed(do, ask, ann, to, monkeypatch):
    def lost(_):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(smtplib.SMTP, "quit", lost)
    do(AskVerification(command_id=new_id()), ann)
    mailbox = Mailbox()
    with listening(mailbox) as address:
        to(address)
        send_due()
        send_due()

    assert mailbox.recipients == ["ann@example.org"]
    assert ask(ListMails())[0].sent_at


def test_a_mail_that_a_dead_worker_may_have_sent_has_the_same_message_id(do, database, ann, to):
    do(AskVerification(command_id=new_id()), ann)
    mailbox = Mailbox()
    with listening(mailbox) as address:
        to(address)
        send_due()
        with database.owner.begin() as connection:  # it died before it noted that
            connection.execute(text("update mails set sent_at = null, due_at = now()"))
        send_due()

    first, second = mailbox.accepted
    assert first["Message-ID"] == second["Message-ID"]


def test_the_link_in_a_delivered_mail_verifies_the_address(do, ask, database, to):
    user_id = do(RegisterUser(command_id=new_id(), **ANN), GUEST, MAILING)
    mailbox = Mailbox()
    with listening(mailbox) as address:
        to(address)
        send_due()
    [mail] = mailbox.accepted
    [line] = [line for line in mail.get_content().splitlines() if "#" in line]
    page, _, token = line.partition("#")

    do(VerifyEmail(command_id=new_id(), token=token))

    assert page == f"http://127.0.0.1:{settings.port}/verify-email"
    with database.owner.connect() as connection:
        query = text("select id from users where email_verified_at is not null")
        assert connection.scalar(query) == user_id


def test_without_a_server_the_text_is_laid_out_and_the_console_names_nobody(
    do, ask, ann, product, capsys
):
    do(AskVerification(command_id=new_id()), ann)

    jobs.send_mails(0)

    [mail] = ask(ListMails())
    assert mail.sent_at
    assert f"http://127.0.0.1:{settings.port}/verify-email#" in mail.body
    assert capsys.readouterr().out == "A mail waits at /admin/outbox\n"


def test_with_a_server_no_text_is_kept(do, ask, ann, to):
    do(AskVerification(command_id=new_id()), ann)
    with listening(Mailbox()) as address:
        to(address)
        send_due()

    assert ask(ListMails())[0].body is None
