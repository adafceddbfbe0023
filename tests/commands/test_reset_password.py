from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import text

from commands import passwords
from commands.ask_email_change import AskEmailChange
from commands.ask_password_reset import AskPasswordReset
from commands.change_password import ChangePassword
from commands.confirm_email import ConfirmEmail
from commands.reset_password import ResetPassword
from commands.sign_in import SignIn
from commands.transaction import execute
from domain.access import GUEST
from domain.errors import BadCredentials, CodeNeeded, LinkExpired, WeakPassword
from domain.ids import new_id
from domain.mail import MailKind
from tests.examples import PASSWORD, signed_in
from tests.facts import history, set_status
from tests.mails import Change, age, link, sent, waiting

NEW = "a new battery horse"


def asked(do):
    """The token of a link that Ann is mailed."""
    do(AskPasswordReset(command_id=new_id(), email="ann@example.org"))
    return link(do, MailKind.RESET_PASSWORD)


def reset(token, new_password=NEW):
    return ResetPassword(command_id=new_id(), token=token, new_password=new_password)


def test_the_new_password_signs_in_and_the_old_one_does_not(do, ann, sign_in, who):
    do(reset(asked(do)))

    assert who(sign_in("Ann", NEW)).user_id == ann.user_id
    with pytest.raises(BadCredentials):
        sign_in("Ann")


def test_every_session_has_ended(do, ann, sign_in, who):
    tokens = [sign_in("Ann") for _ in range(2)]

    do(reset(asked(do)))

    assert [who(token) for token in tokens] == [GUEST, GUEST]


def test_the_owner_is_told_and_the_history_knows(do, ann, database):
    do(reset(asked(do)))

    assert waiting(database) == [("password_changed", "ann@example.org")]
    names = [name for name, *_ in history(database, ann.user_id)]
    assert names == ["EmailVerified", "PasswordChanged"]


def test_a_link_helps_once(do, ann):
    token = asked(do)
    do(reset(token))

    with pytest.raises(LinkExpired):
        do(reset(token, "quite another battery horse"))


def test_the_same_form_sent_twice_gets_the_first_answer(do, ann, sign_in):
    command = reset(asked(do))

    assert do(command) == do(command)
    sign_in("Ann", NEW)


def test_of_four_who_use_one_link_at_once_one_succeeds(do, database, ann):
    token, start = asked(do), Barrier(4)

    def use(n):
        start.wait()
        try:
            execute(reset(token, f"{NEW} number {n}"), GUEST, database.writing)
        except LinkExpired:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(use, range(4))) == 1


def test_a_link_ends_after_an_hour(do, ann, database):
    token = asked(do)
    age(database, "60 minutes")

    with pytest.raises(LinkExpired):
        do(reset(token))


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_no_longer_active_has_no_use_for_it(do, ann, database, status):
    token = asked(do)
    set_status(database, ann.user_id, status)

    with pytest.raises(LinkExpired):
        do(reset(token))


@pytest.mark.parametrize("weak", ["passwordpassword", "ann@example.org1", "aaaaaaaaaaaaaaaaaaaa"])
def test_a_password_that_is_easy_to_guess_leaves_the_link_as_it_was(do, ann, weak):
    token = asked(do)

    with pytest.raises(WeakPassword) as refused:
        do(reset(token, weak))

    assert refused.value.field == "new_password"
    do(reset(token))


def test_nobody_has_a_password_hashed_without_a_link(do, ann, monkeypatch):
    monkeypatch.delattr(passwords, "_hasher")

    with pytest.raises(LinkExpired):
        do(reset("unknown"))


def test_the_owner_of_a_locked_account_gets_in_again(do, ann, sign_in):
    for n in range(103):
        elsewhere = replace(GUEST, address=f"192.0.2.{n}")
        with pytest.raises(BadCredentials):
            do(SignIn(email="ann@example.org", password="wrong horse battery"), elsewhere)
    with pytest.raises(BadCredentials):
        sign_in("Ann")

    do(reset(asked(do)))

    sign_in("Ann", NEW)


def test_the_second_factor_stays(do, ann, sign_in):
    do(Change("insert into second_factors select id, 'JBSWY3DPEHPK3PXP', now(), 0 from users"))

    do(reset(asked(do)))

    with pytest.raises(CodeNeeded):
        sign_in("Ann", NEW)


def test_a_change_of_e_mail_that_somebody_began_ends(do, ann):
    session = replace(ann, login_id=signed_in(do, "ann@example.org"))
    do(AskEmailChange(command_id=new_id(), email="thief@example.net"), session)
    confirming = link(do, MailKind.CONFIRM_NEW_EMAIL)

    do(reset(asked(do)))

    with pytest.raises(LinkExpired):
        do(ConfirmEmail(command_id=new_id(), token=confirming))


def test_a_link_ends_when_the_password_is_changed_by_somebody_who_knows_it(do, ann):
    token = asked(do)
    session = replace(ann, login_id=signed_in(do, "ann@example.org"))
    known = {"current_password": PASSWORD, "new_password": "another battery horse"}
    do(ChangePassword(command_id=new_id(), **known), session)

    with pytest.raises(LinkExpired):
        do(reset(token))


def test_another_link_that_was_mailed_meanwhile_ends_too(do, ann, database):
    token = asked(do)
    other = "insert into mails select (jsonb_populate_record(mails, jsonb_build_object('id',"
    other += f" '{new_id()}', 'token_hash', null, 'sent_at', null))).* from mails"
    with database.owner.begin() as connection:
        connection.execute(text(other))

    do(reset(token))

    assert [kind for kind, _, _ in sent(do)] == ["password_changed"]


def test_the_journal_never_sees_password_or_token(do, ann, database):
    token = asked(do)
    command = reset(token)
    do(command)

    assert token not in repr(command)
    assert NEW not in repr(command)
    assert PASSWORD not in repr(command)
    with database.owner.connect() as connection:
        assert connection.scalar(text("select count(*) from event_details")) == 1  # of joining
