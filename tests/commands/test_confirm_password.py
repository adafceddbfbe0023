from dataclasses import replace

import pytest

from commands.change_password import ChangePassword
from commands.confirm_password import ConfirmPassword
from commands.start_second_factor import StartSecondFactor
from domain.access import GUEST, SYSTEM
from domain.errors import Forbidden, PasswordNeeded, TooMany, WrongPassword
from domain.ids import new_id
from queries.get_account_settings import GetAccountSettings
from tests.examples import PASSWORD
from tests.facts import set_status


def confirm(password=PASSWORD, **changes):
    return ConfirmPassword(**{"command_id": new_id(), "password": password} | changes)


def test_it_holds_for_a_quarter_of_an_hour(do, ask, here, later):
    later("1 hour")
    with pytest.raises(PasswordNeeded):
        do(StartSecondFactor(), here)

    do(confirm(), here)
    later("14 minutes")
    do(StartSecondFactor(), here)
    later("1 minute")
    with pytest.raises(PasswordNeeded):
        do(StartSecondFactor(), here)
    assert ask(GetAccountSettings(), here).second_factor_since is None


def test_it_holds_for_this_session_only(do, here, sign_in, who, later):
    elsewhere = who(sign_in("Ann"))
    later("1 hour")

    do(confirm(), here)

    with pytest.raises(PasswordNeeded):
        do(StartSecondFactor(), elsewhere)


def test_a_wrong_password_confirms_nothing(do, here, later):
    later("1 hour")

    with pytest.raises(WrongPassword) as caught:
        do(confirm("wrong"), here)

    assert caught.value.field == "password"
    with pytest.raises(PasswordNeeded):
        do(StartSecondFactor(), here)


def test_it_shares_its_tries_with_changing_the_password(do, here):
    change = {"current_password": "wrong", "new_password": "another battery horse"}
    for _ in range(5):
        with pytest.raises(WrongPassword):
            do(confirm("wrong"), here)
        with pytest.raises(WrongPassword):
            do(ChangePassword(command_id=new_id(), **change), here)

    with pytest.raises(TooMany):
        do(confirm(), here)


def test_a_right_password_forgets_the_tries_before(do, here):
    for _ in range(3):
        for _ in range(9):
            with pytest.raises(WrongPassword):
                do(confirm("wrong"), here)
        do(confirm(), here)


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_no_longer_active_confirms_nothing(do, database, here, status):
    set_status(database, here.user_id, status)

    with pytest.raises(Forbidden):
        do(confirm(), here)


def test_who_has_no_session_confirms_nothing(do, here):
    for actor in (GUEST, SYSTEM, replace(here, login_id=None), replace(here, login_id=new_id())):
        with pytest.raises(Forbidden):
            do(confirm(), actor)
