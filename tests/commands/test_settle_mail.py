from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from commands.ask_verification import AskVerification
from commands.settle_mail import Outcome, SettleMail
from commands.take_mail import TakeMail
from commands.verify_email import VerifyEmail
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import Forbidden
from domain.ids import new_id
from queries.list_mails import ListMails
from tests.mails import age


@pytest.fixture
def mail(do, ann):
    """Taken, and not settled."""
    do(AskVerification(command_id=new_id()), ann)
    return do(TakeMail(), SYSTEM)


@pytest.fixture
def settle(do, mail):
    return lambda outcome, **values: do(
        SettleMail(mail_id=mail.id, outcome=outcome, **values), SYSTEM
    )


def pause(row):
    return (row.due_at - datetime.now(UTC)).total_seconds()


def test_a_mail_that_is_sent_says_when(ask, settle):
    settle("later", error="SMTPServerDisconnected")

    settle("sent")

    [row] = ask(ListMails())
    assert datetime.now(UTC) - row.sent_at < timedelta(seconds=5)
    assert (row.error, row.body, row.given_up_at) == (None, None, None)


def test_a_mail_that_was_refused_for_good_says_why(ask, settle):
    settle("given_up", error="recipient refused 550")

    [row] = ask(ListMails())
    assert row.given_up_at
    assert (row.error, row.sent_at) == ("recipient refused 550", None)


def test_the_pauses_between_tries_grow_to_ten_minutes(do, ask, settle, database):
    pauses = []
    for _ in range(7):
        settle("later", error="TimeoutError")
        pauses.append(round(pause(ask(ListMails())[0]), -1))
        age(database, "10 minutes")
        do(TakeMail(), SYSTEM)

    assert pauses == [30, 60, 120, 240, 480, 600, 600]


def test_after_a_day_it_is_given_up(ask, settle, database):
    age(database, "23 hours")
    settle("later", error="TimeoutError")
    assert ask(ListMails())[0].given_up_at is None

    age(database, "1 hour")
    settle("later", error="TimeoutError")

    assert ask(ListMails())[0].given_up_at


def test_what_is_sent_stays_sent(ask, settle):
    settle("sent")

    settle("given_up", error="too late")

    [row] = ask(ListMails())
    assert (row.given_up_at, row.error) == (None, None)


def test_a_body_is_shown_until_its_link_was_used(do, ask, mail, settle):
    settle("sent", body=SecretStr("Follow the link"))
    assert ask(ListMails())[0].body == "Follow the link"

    do(VerifyEmail(command_id=new_id(), token=mail.token))

    assert ask(ListMails())[0].body is None


def test_a_body_is_shown_until_its_link_has_expired(ask, settle, database):
    settle("sent", body=SecretStr("Follow the link"))
    age(database, "1 hour")

    assert ask(ListMails())[0].body is None


def test_no_error_shows_a_body(mail):
    command = SettleMail(mail_id=mail.id, outcome=Outcome.SENT, body=SecretStr("Follow the link"))

    assert "Follow" not in repr(command)


@pytest.mark.parametrize("actor", [GUEST, *(Actor(role, new_id()) for role in Role)])
def test_nobody_but_the_system_settles_mails(do, mail, actor):
    with pytest.raises(Forbidden):
        do(SettleMail(mail_id=mail.id, outcome=Outcome.SENT), actor)
