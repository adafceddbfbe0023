from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from commands import passwords
from commands.sign_in import SignIn
from commands.start_second_factor import StartSecondFactor
from commands.suspend_users import SuspendUsers
from commands.transaction import execute
from domain.access import GUEST, SYSTEM
from domain.errors import BadCredentials, CodeNeeded, WrongCode
from domain.ids import new_id
from queries.get_account_settings import GetAccountSettings
from queries.get_user import GetUser
from queries.identify import Identify
from tests.examples import PASSWORD
from tests.facts import differences, history
from tests.second_factors import code, confirmed


def sign_in(email="ann@example.org", password=PASSWORD):
    return SignIn(email=email, password=password, user_agent="Browser\n1")


def test_a_token_identifies_the_person(do, ask, ann):
    token = do(sign_in(email=" ANN@example.org"))

    actor = ask(Identify(token=token), GUEST)
    assert (actor.user_id, actor.role, actor.name) == (ann.user_id, ann.role, "Ann")
    assert ask(GetUser(user_id=ann.user_id)).last_activity_at is not None


def test_an_international_domain_is_typed_as_it_is_written(do, ask, register):
    zoe = register("Zoe", email="zoe@bücher.example")

    assert ask(Identify(token=do(sign_in(email="zoe@BÜCHER.example"))), GUEST).user_id == zoe


def test_the_database_knows_only_the_hash_of_the_token(do, database, ann):
    token = do(sign_in())

    with database.owner.connect() as connection:
        row = connection.execute(text("select * from logins")).one()
        assert token not in str(row)
        assert (len(row.token_hash), row.user_agent) == (32, "Browser1")


@pytest.mark.parametrize(
    ("email", "password"),
    [("ann@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("", ""), ("\0", "\0")],
)
def test_unknown_and_wrong_are_refused_in_the_same_words(do, ann, email, password):
    with pytest.raises(BadCredentials, match=r"The e-mail address or the password is not right."):
        do(sign_in(email, password))


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_not_active_cannot_sign_in_and_is_nobody(do, ask, database, ann, status):
    token = do(sign_in())
    with database.owner.begin() as connection:
        connection.execute(text("update users set status = :status"), {"status": status})

    with pytest.raises(BadCredentials):
        do(sign_in())
    assert ask(Identify(token=token), GUEST) == GUEST


@pytest.fixture
def suspended(do, ann):
    """Ann is, until tomorrow."""
    until = datetime.now(UTC) + timedelta(days=1)
    do(
        SuspendUsers(command_id=new_id(), user_ids=[ann.user_id], reason="Spam", until=until),
        SYSTEM,
    )


def test_a_suspension_that_has_served_its_time_ends_with_signing_in(
    do, ask, database, ann, suspended, serve, census
):
    serve()

    token = do(sign_in())

    assert ask(Identify(token=token), GUEST).user_id == ann.user_id
    assert census() == (1, 0, 0)
    *_, reinstated, signed_in = history(database, ann.user_id)
    assert reinstated == ("UserReinstated", {"status": "suspended"}, {"status": "active"})
    assert signed_in[0] == "SignedIn"
    assert differences(database) == []


def test_it_does_not_end_before_nor_with_a_wrong_password(do, suspended, serve, census):
    with pytest.raises(BadCredentials):
        do(sign_in())
    serve()
    with pytest.raises(BadCredentials):
        do(sign_in(password="wrong"))

    assert census() == (0, 0, 1)


def test_who_has_no_password_cannot_sign_in(do, database, ann):
    with database.owner.begin() as connection:
        connection.execute(text("update users set password_hash = null"))

    with pytest.raises(BadCredentials):
        do(sign_in())


def test_an_expired_session_is_nobodys(do, ask, database, ann):
    token = do(sign_in())
    with database.owner.begin() as connection:
        connection.execute(text("update logins set expires_at = now()"))

    assert ask(Identify(token=token), GUEST) == GUEST


@pytest.fixture
def factor(do, here):
    """Ann's second factor, in force."""
    return confirmed(do, here)


def with_code(code):
    return SignIn(email="ann@example.org", password=PASSWORD, code=code)


def test_a_second_factor_is_asked_for_once_the_password_is_right(do, ask, here, factor):
    with pytest.raises(CodeNeeded):
        do(sign_in())
    with pytest.raises(BadCredentials):
        do(SignIn(email="ann@example.org", password="wrong", code=code(factor.secret, 1)))

    token = do(with_code(code(factor.secret, 1)))

    signed_in = ask(Identify(token=token), GUEST)
    assert (signed_in.user_id, signed_in.has_second_factor) == (here.user_id, True)


@pytest.mark.parametrize("wrong", ["000", "x", "１２３", "\ud800", "k3fz-9m2p-xw7c", "9" * 999])
def test_another_code_is_wrong(do, factor, wrong):
    with pytest.raises(WrongCode):
        do(with_code(wrong))


def test_a_code_helps_once(do, factor):
    shown = code(factor.secret, 1)
    do(with_code(shown))

    with pytest.raises(WrongCode):
        do(with_code(shown))


def test_of_those_who_send_one_code_at_once_one_gets_in(database, factor):
    command, start = with_code(code(factor.secret, 1)), Barrier(4)

    def enter(_):
        start.wait()
        with suppress(WrongCode):
            return execute(command, GUEST, database.writing)

    with ThreadPoolExecutor(4) as threads:
        assert len(list(filter(None, threads.map(enter, range(4))))) == 1


def test_a_recovery_code_helps_once_as_it_is_written_or_not(do, ask, here, factor):
    first, second, *_ = factor.recovery_codes
    do(with_code(first))
    do(with_code(f" {second.upper().replace('-', '  ')}"))

    for used in (first, second):
        with pytest.raises(WrongCode):
            do(with_code(used))
    assert ask(GetAccountSettings(), here).recovery_codes_left == 8


def test_a_recovery_code_of_somebody_else_helps_nobody(do, factor, register, who):
    register("Bob")
    bobs = confirmed(do, who(do(sign_in(email="bob@example.org"))))

    with pytest.raises(WrongCode):
        do(with_code(bobs.recovery_codes[0]))


def test_what_is_not_in_force_is_not_asked_for(do, here):
    do(StartSecondFactor(), here)

    do(sign_in())


def test_the_database_knows_only_the_hash_of_the_device(do, database, ann):
    do(SignIn(email="ann@example.org", password=PASSWORD, device="a" * 43))

    with database.owner.connect() as connection:
        row = connection.execute(text("select * from logins")).one()
    assert len(row.device_hash) == 32
    assert "a" * 43 not in str(row)


def test_the_command_shows_no_secret():
    shown = repr(SignIn(email="a", password=PASSWORD, code="123456", device="a" * 43))

    assert not any(secret in shown for secret in (PASSWORD, "123456", "a" * 43))


def test_an_outdated_hash_is_renewed(do, database, ann, monkeypatch):
    stronger = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", stronger)

    do(sign_in())

    with database.owner.connect() as connection:
        stored = connection.scalar(text("select password_hash from users"))
        assert not stronger.check_needs_rehash(stored)
    do(sign_in())
