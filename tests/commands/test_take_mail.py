from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from commands.ask_verification import AskVerification
from commands.settle_mail import Outcome, SettleMail
from commands.take_mail import TakeMail
from commands.transaction import execute
from commands.verify_email import VerifyEmail
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import Forbidden, LinkExpired
from domain.ids import new_id
from queries.list_mails import ListMails
from tests.mails import Change, age


@pytest.fixture
def ask_for(do, register):
    """Have somebody new wait for a mail."""

    def ask_for(name):
        do(AskVerification(command_id=new_id()), Actor(Role.MEMBER, register(name)))

    return ask_for


def take(do):
    return do(TakeMail(), SYSTEM)


def test_the_mail_that_waits_longest_is_taken_first(do, ask, ask_for):
    for name in ("Ann", "Ben"):
        ask_for(name)

    mails = [take(do) for _ in range(3)]

    assert [mail and mail.recipient for mail in mails] == [
        "ann@example.org",
        "ben@example.org",
        None,
    ]
    assert [mail.tries for mail in ask(ListMails())] == [1, 1]


def test_a_new_mail_waits_for_none_that_failed(do, ask_for, database):
    ask_for("Ann")
    do(SettleMail(mail_id=take(do).id, outcome=Outcome.LATER), SYSTEM)
    age(database, "1 hour")
    ask_for("Ben")

    mails = [take(do) for _ in range(2)]

    assert [mail.recipient for mail in mails] == ["ben@example.org", "ann@example.org"]


def test_what_is_not_due_yet_waits(do, ask_for):
    ask_for("Ann")
    do(Change("update mails set due_at = now() + interval '1 minute'"))

    assert take(do) is None


@pytest.mark.parametrize("outcome", [Outcome.SENT, Outcome.GIVEN_UP])
def test_what_is_settled_is_never_taken_again(do, ask_for, database, outcome):
    ask_for("Ann")
    do(SettleMail(mail_id=take(do).id, outcome=outcome), SYSTEM)
    age(database, "1 day")

    assert take(do) is None


def test_of_eight_workers_each_takes_another_mail(do, database, ask_for):
    for n in range(6):
        ask_for(f"P{n}")
    start = Barrier(8)

    def work(_):
        start.wait()
        return execute(TakeMail(), SYSTEM, database.writing)

    with ThreadPoolExecutor(8) as threads:
        taken = [mail.id for mail in threads.map(work, range(8)) if mail]

    # A worker may come while the others hold what it looked at; the rest is there for the next.
    while mail := take(do):
        taken.append(mail.id)
    assert len(taken) == len(set(taken)) == 6


def test_what_a_dead_worker_took_is_taken_again_with_a_new_link(do, ask_for, database):
    ask_for("Ann")
    first = take(do)
    assert take(do) is None
    age(database, "5 minutes")

    second = take(do)

    assert second.id == first.id
    with pytest.raises(LinkExpired):
        do(VerifyEmail(command_id=new_id(), token=first.token))
    do(VerifyEmail(command_id=new_id(), token=second.token))


def test_a_link_is_known_by_its_hash_alone_and_no_error_shows_it(do, ask_for, database):
    ask_for("Ann")
    mail = take(do)

    assert mail.token not in repr(mail)
    with database.owner.connect() as connection:
        assert mail.token not in connection.scalar(text("select mails::text from mails"))


def test_a_mail_without_a_link_has_no_token(do, ask_for, database):
    ask_for("Ann")
    do(Change("update mails set kind = 'password_changed'"))

    assert take(do).token == ""


@pytest.mark.parametrize("actor", [GUEST, *(Actor(role, new_id()) for role in Role)])
def test_nobody_but_the_system_takes_mails(do, actor):
    with pytest.raises(Forbidden):
        do(TakeMail(), actor)
