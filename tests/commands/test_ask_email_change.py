from dataclasses import replace

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from commands.ask_email_change import AskEmailChange
from commands.ask_verification import AskVerification
from commands.confirm_email import ConfirmEmail
from commands.verify_email import VerifyEmail
from domain.access import Role
from domain.errors import (
    EmailNotAdmitted,
    Forbidden,
    LinkExpired,
    PasswordNeeded,
    SameEmail,
    TooMany,
)
from domain.ids import new_id
from domain.mail import MailKind
from domain.policy import Policy
from queries.get_user import GetUser
from queries.list_mails import ListMails
from tests.examples import signed_in
from tests.facts import set_status
from tests.mails import link, sent, waiting


@pytest.fixture
def session(do, ann):
    """Ann, who has just signed in."""
    return replace(ann, login_id=signed_in(do, "ann@example.org"))


@pytest.fixture
def verified(do, session):
    """The same, with an address that is known to be hers."""
    do(AskVerification(command_id=new_id()), session)
    do(VerifyEmail(command_id=new_id(), token=link(do, MailKind.VERIFY_EMAIL)))
    return session


def change(email="ann@example.net"):
    return AskEmailChange(command_id=new_id(), email=email)


def test_both_addresses_are_asked_and_nothing_changes_yet(do, ask, verified):
    do(change(), verified)

    rows = [(mail.kind, mail.recipient) for mail in ask(ListMails())[:2]]
    assert rows == [
        ("confirm_old_email", "ann@example.org"),
        ("confirm_new_email", "ann@example.net"),
    ]
    assert ask(GetUser(user_id=verified.user_id)).email == "ann@example.org"


@pytest.mark.parametrize(
    "domains", [None, frozenset(), frozenset({"example.net"})], ids=["open", "closed", "domains"]
)
def test_a_new_address_has_a_domain_that_may_sign_up(do, session, domains):
    policy = Policy(sign_up_domains=domains)
    if domains:
        with pytest.raises(EmailNotAdmitted):
            do(change("ann@example.com"), session, policy)

    do(change("ann@example.net"), session, policy)


def test_an_address_that_was_never_verified_proves_nothing_and_is_not_asked(do, session, database):
    do(change(), session)

    assert waiting(database) == [("confirm_new_email", "ann@example.net")]


def test_another_change_ends_the_one_before(do, session):
    do(change(), session)
    first = link(do, MailKind.CONFIRM_NEW_EMAIL)
    do(change("ann@example.com"), session)

    with pytest.raises(LinkExpired):
        do(ConfirmEmail(command_id=new_id(), token=first))
    assert [recipient for _, recipient, _ in sent(do)] == ["ann@example.com"]


def test_whether_the_new_address_is_taken_is_not_told(do, session, register):
    register("Ben")

    assert do(change("ben@example.org"), session) is None


@pytest.mark.parametrize("email", ["ann@example.org", " ANN@example.org"])
def test_the_address_that_one_has_is_said_beside_the_field(do, session, email):
    with pytest.raises(SameEmail) as refused:
        do(change(email), session)

    assert refused.value.field == "email"


def test_what_is_no_address_is_named():
    with pytest.raises(ValidationError, match="email"):
        change("no address")


def test_the_password_must_have_been_given_lately(do, session, database):
    with database.owner.begin() as connection:
        connection.execute(text("update logins set confirmed_at = now() - interval '16 minutes'"))

    with pytest.raises(PasswordNeeded):
        do(change(), session)
    assert sent(do) == []


def test_a_session_of_somebody_else_confirms_nothing(do, session, register):
    ben = replace(session, user_id=register("Ben"))

    with pytest.raises(PasswordNeeded):
        do(change(), ben)


def test_the_sixth_change_within_an_hour_is_refused(do, session):
    for n in range(5):
        do(change(f"ann{n}@example.net"), session)

    with pytest.raises(TooMany):
        do(change(), session)


def test_who_is_no_longer_active_is_refused(do, session, database):
    set_status(database, session.user_id, "suspended")

    with pytest.raises(Forbidden):
        do(change(), replace(session, role=Role.ADMIN))
