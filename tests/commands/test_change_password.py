from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from commands import passwords
from commands.ask_email_change import AskEmailChange
from commands.change_password import ChangePassword
from commands.sign_in import SignIn
from commands.transaction import execute
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import (
    BadCredentials,
    Forbidden,
    SamePassword,
    TooMany,
    WeakPassword,
    WrongPassword,
)
from domain.ids import new_id
from queries.list_sign_ins import ListSignIns
from tests.examples import PASSWORD
from tests.facts import differences, history, rows, set_status
from tests.mails import waiting

NEW = "another battery horse"


def change(current=PASSWORD, new=NEW, **changes):
    values = {"command_id": new_id(), "current_password": current, "new_password": new}
    return ChangePassword(**values | changes)


def test_the_new_password_signs_in_and_the_old_one_does_not(do, here, sign_in, who):
    do(change(), here)

    assert who(sign_in("Ann", NEW)).user_id == here.user_id
    with pytest.raises(BadCredentials):
        sign_in("Ann", PASSWORD)


def test_the_other_sessions_end_and_this_one_does_not(
    do, ask, here, register, sign_in, who, database
):
    register("Bob")
    elsewhere, bobs = sign_in("Ann"), sign_in("Bob")

    do(change(), here)

    assert [row.id for row in ask(ListSignIns(), here)] == [here.login_id]
    assert who(elsewhere) == GUEST
    assert who(bobs).name == "Bob"
    assert differences(database) == []


def test_the_history_says_that_and_never_what(do, database, here):
    do(change(), here)

    [*_, last] = history(database, here.user_id)
    assert last[0] == "PasswordChanged"
    assert not last[1]
    assert not last[2]


@pytest.mark.parametrize("current", ["", "wrong", NEW])
def test_the_current_password_is_asked_for(do, here, sign_in, current):
    with pytest.raises(WrongPassword) as caught:
        do(change(current), here)
    assert caught.value.field == "current_password"
    sign_in("Ann", PASSWORD)


def test_the_new_password_is_another_one(do, database, here, sign_in):
    before = history(database, here.user_id)

    with pytest.raises(SamePassword) as caught:
        do(change(new=PASSWORD), here)

    assert caught.value.field == "new_password"
    assert history(database, here.user_id) == before
    sign_in("Ann", PASSWORD)


def test_the_form_that_was_wrong_is_corrected_and_sent_again(do, here, sign_in):
    command_id = new_id()
    with pytest.raises(WrongPassword):
        do(change("wrong", command_id=command_id), here)

    do(change(command_id=command_id), here)

    sign_in("Ann", NEW)


def test_a_repeat_is_done_once_though_the_password_is_another_by_then(do, database, here):
    command = change()

    do(command, here)
    do(command, here)

    events = [name for name, *_ in history(database, here.user_id)]
    assert events.count("PasswordChanged") == 1


def test_one_of_eight_simultaneous_changes_wins(database, here, sign_in):
    start = Barrier(8)

    def save(n):
        start.wait()
        try:
            execute(change(new=f"{NEW} {n}"), here, database.writing)
        except WrongPassword:
            return None
        return f"{NEW} {n}"

    with ThreadPoolExecutor(8) as threads:
        [winner] = filter(None, threads.map(save, range(8)))

    sign_in("Ann", winner)


def test_nobody_waits_for_the_hashing(do, database, here, monkeypatch):
    """While the passwords are hashed, which takes long, the person is not locked."""
    probe = text("select id from users for update nowait")
    locked = []

    def hashing(slow):
        def probed(*args):
            with database.owner.begin() as connection:
                locked.append(len(connection.execute(probe).all()))
            return slow(*args)

        return probed

    monkeypatch.setattr("commands.authentication.matches", hashing(passwords.matches))
    monkeypatch.setattr("commands.change_password.hash_password", hashing(passwords.hash_password))
    do(change(), here)

    assert locked == [1, 1]


def test_a_change_of_address_that_somebody_else_began_ends(do, database, here):
    do(AskEmailChange(command_id=new_id(), email="eve@example.org"), here)

    do(change(), here)

    assert waiting(database) == [("password_changed", "ann@example.org")]


def test_the_person_gets_a_mail(do, database, here):
    do(change(), here)

    assert waiting(database) == [("password_changed", "ann@example.org")]


@pytest.mark.parametrize(
    "easy", ["password password", "ann@example.org Ann", "qwertyuiop[]asdf", "rollcall rollcall"]
)
def test_a_password_that_is_easy_to_guess_is_refused(do, here, sign_in, easy):
    with pytest.raises(WeakPassword) as caught:
        do(change(new=easy), here)

    assert caught.value.field == "new_password"
    sign_in("Ann", PASSWORD)


def test_somebody_elsewhere_does_not_lock_out_who_is_signed_in(do, attempt, here, sign_in, who):
    for address in ("192.0.2.1", "192.0.2.2"):
        for _ in range(60):
            attempt(SignIn(email="ann@example.org", password="wrong"), Actor(address=address))

    do(change(), here)


def test_who_has_the_session_only_guesses_ten_times(do, here, later):
    for _ in range(10):
        with pytest.raises(WrongPassword):
            do(change("wrong"), here)
    with pytest.raises(TooMany):
        do(change(), here)

    later("5 minutes")
    do(change(), here)


def test_a_session_that_is_not_ones_own_helps_nobody(do, here, register):
    bob = register("Bob")

    with pytest.raises(Forbidden):
        do(change(), Actor(Role.MEMBER, bob, login_id=here.login_id))


def test_a_short_password_is_refused_and_never_shown():
    with pytest.raises(ValidationError) as caught:
        change(new="hunter2")

    assert [error["loc"][0] for error in caught.value.errors()] == ["new_password"]
    assert "hunter2" not in str(caught.value)
    assert NEW not in repr(change())


def test_who_has_no_password_has_none_to_change(do, database, here):
    with database.owner.begin() as connection:
        connection.execute(text("update users set password_hash = null"))

    with pytest.raises(WrongPassword):
        do(change(), here)


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_no_longer_active_changes_nothing(do, database, here, status):
    [before] = rows(database, "select count(*) from history")
    set_status(database, here.user_id, status)

    with pytest.raises(Forbidden):
        do(change(), here)
    assert rows(database, "select count(*) from history") == [before]


@pytest.mark.parametrize("actor", [GUEST, SYSTEM])
def test_who_has_no_account_has_no_password(do, actor):
    with pytest.raises((Forbidden, WrongPassword)):
        do(change(), actor)
