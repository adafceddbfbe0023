from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import text

from commands.ask_email_change import AskEmailChange
from commands.ask_verification import AskVerification
from commands.confirm_email import ConfirmEmail
from commands.publish_post import PublishPost
from commands.reset_password import ResetPassword
from commands.transaction import execute
from commands.verify_email import VerifyEmail
from domain.access import GUEST, Actor, Role
from domain.errors import DomainError, EmailUnverified, LinkExpired, TooMany
from domain.ids import new_id
from domain.mail import MailKind
from queries.list_history import ListHistory
from tests.examples import signed_in
from tests.facts import history
from tests.mails import MAILING, Change, age, link


@pytest.fixture
def token(do, ann):
    """Of the link that Ann was mailed."""
    do(AskVerification(command_id=new_id()), ann)
    return link(do, MailKind.VERIFY_EMAIL)


def verify(token):
    return VerifyEmail(command_id=new_id(), token=token)


def test_who_follows_the_link_may_post(do, ask, ann, token):
    with pytest.raises(EmailUnverified):
        do(PublishPost(command_id=new_id(), text="Hello"), ann, MAILING)

    do(verify(token))

    do(PublishPost(command_id=new_id(), text="Hello"), ann, MAILING)
    assert [entry.event for entry in ask(ListHistory(user_id=ann.user_id)).rows][1:] == [
        "EmailVerified",
        "UserRegistered",
    ]


def test_a_link_helps_once(do, ann, token):
    do(verify(token))

    with pytest.raises(LinkExpired):
        do(verify(token))


def test_the_same_form_sent_twice_gets_the_first_answer(do, token):
    command = verify(token)

    assert do(command) == do(command)


def test_of_eight_who_use_one_link_at_once_one_succeeds(database, ann, token):
    start = Barrier(8)

    def use(_):
        start.wait()
        try:
            execute(verify(token), GUEST, database.writing)
        except LinkExpired:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(use, range(8))) == 1
    assert [name for name, *_ in history(database, ann.user_id)] == ["EmailVerified"]


def test_a_change_of_address_that_did_not_ask_this_one_ends(do, ann, token):
    session = replace(ann, login_id=signed_in(do, "ann@example.org"))
    do(AskEmailChange(command_id=new_id(), email="eve@example.org"), session)
    unasked = link(do, MailKind.CONFIRM_NEW_EMAIL)

    do(verify(token))

    with pytest.raises(LinkExpired):
        do(ConfirmEmail(command_id=new_id(), token=unasked))


def test_a_link_ends_after_an_hour(do, database, token):
    age(database, "60 minutes")

    with pytest.raises(LinkExpired):
        do(verify(token))


def test_a_link_still_works_after_fifty_nine_minutes(do, database, token):
    age(database, "59 minutes")

    do(verify(token))


def test_only_a_hash_of_the_token_is_kept(database, token):
    with database.owner.connect() as connection:
        rows = connection.execute(text("select mails::text from mails")).scalars().all()

    assert not [row for row in rows if token in row]
    assert len(token) >= 43  # 256 bits in base64


@pytest.mark.parametrize("wrong", ["", "unknown", "\x00", "\ud800", "x" * 10_000])
def test_what_is_no_token_is_refused(do, token, wrong):
    with pytest.raises(LinkExpired):
        do(verify(wrong))


def test_a_link_for_something_else_is_refused(do, ann, database, token):
    do(Change("update mails set kind = 'reset_password'"))

    with pytest.raises(LinkExpired):
        do(verify(token))


def test_a_link_to_an_address_of_before_is_refused(do, ann, database, token):
    do(Change("update users set email = 'ann@example.net'"))

    with pytest.raises(LinkExpired):
        do(verify(token))


def test_whoever_is_signed_in_the_link_is_the_proof(do, ann, database, register, token):
    do(verify(token), Actor(Role.MEMBER, register("Ben")))

    assert ("EmailVerified", None, None) in history(database, ann.user_id)


def test_a_refused_command_leaves_the_link_as_it_was(do, token, database):
    with database.owner.begin() as connection:
        connection.execute(text("delete from user_search"))
        connection.execute(text("delete from user_summaries"))
    with pytest.raises(DomainError):  # its summary is missing
        do(verify(token))

    with database.owner.connect() as connection:
        assert connection.scalar(text("select used_at from mails")) is None


def test_links_are_counted_before_they_are_looked_for(do, token):
    here = replace(GUEST, address="192.0.2.1")
    with pytest.raises(LinkExpired):
        do(verify("no link of ours"), here)
    do(Change("update tries set count = 300"))

    for command in (
        verify(token),
        ConfirmEmail(command_id=new_id(), token=token),
        ResetPassword(command_id=new_id(), token=token, new_password="some tractor violin"),
    ):
        with pytest.raises(TooMany):
            do(command, here)
    do(verify(token))
