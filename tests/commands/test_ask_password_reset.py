from dataclasses import replace

import pytest

from commands.ask_password_reset import AskPasswordReset
from commands.register_user import RegisterUser
from commands.reset_password import ResetPassword
from domain.access import GUEST, Actor, Role
from domain.errors import LinkExpired, TooMany
from domain.ids import new_id
from domain.mail import MailKind
from queries.list_mails import ListMails
from tests.facts import set_status
from tests.mails import MAILING, Change, link, sent


def forgot(email="ann@example.org"):
    return AskPasswordReset(command_id=new_id(), email=email)


@pytest.mark.parametrize("email", ["ann@example.org", " ANN@Example.org "])
def test_who_has_an_account_is_mailed(do, ask, ann, email):
    do(forgot(email))

    [mail] = ask(ListMails())
    assert (mail.user_id, mail.kind) == (ann.user_id, "reset_password")
    assert mail.recipient == "ann@example.org"  # as it stands in the account, not as it was typed


@pytest.mark.parametrize("email", ["nobody@example.org", "ann@example.com", "o'or.1@example.org"])
def test_nobody_else_is_and_nobody_can_tell(do, ann, email):
    assert do(forgot(email)) is None

    assert sent(do) == []


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_not_active_is_not_mailed(do, ann, database, status):
    set_status(database, ann.user_id, status)

    do(forgot())

    assert sent(do) == []


def test_demo_people_who_cannot_sign_in_are_not_mailed(do, ann):
    do(Change("update users set password_hash = null"))

    do(forgot())

    assert sent(do) == []


def test_asking_again_ends_the_link_of_before(do, ann):
    do(forgot())
    first = link(do, MailKind.RESET_PASSWORD)

    do(forgot())

    with pytest.raises(LinkExpired):
        do(ResetPassword(command_id=new_id(), token=first, new_password="a new battery horse"))


def test_a_person_gets_five_mails_an_hour_whoever_asks(do, ann):
    for n in range(8):
        do(forgot(), replace(GUEST, address=f"192.0.2.{n}"))

    assert len(sent(do)) == 1  # each took the place of the one before
    do(forgot())
    assert sent(do) == []


def test_mails_that_strangers_cause_leave_the_owner_a_reset(do, ann):
    for _ in range(8):
        form = {"email": "ann@example.org", "name": "Eve", "password": "some tractor violin"}
        do(RegisterUser(command_id=new_id(), **form), GUEST, MAILING)

    do(forgot())

    assert [kind for kind, *_ in sent(do)] == ["address_in_use"] * 5 + ["reset_password"]


def test_one_network_address_asks_fifty_times_an_hour(do, ann):
    there = replace(GUEST, address="192.0.2.1")
    for n in range(50):
        do(forgot(f"nobody{n}@example.org"), there)

    with pytest.raises(TooMany):
        do(forgot(), there)
    do(forgot(), replace(GUEST, address="192.0.2.2"))


def test_who_is_signed_in_may_have_forgotten_it_too(do, ann):
    do(forgot(), Actor(Role.MEMBER, ann.user_id))

    assert len(sent(do)) == 1
