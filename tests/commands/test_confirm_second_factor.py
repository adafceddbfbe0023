import pytest

from commands.confirm_second_factor import ConfirmSecondFactor
from commands.start_second_factor import StartSecondFactor
from domain.access import GUEST
from domain.errors import (
    CodeNeeded,
    Forbidden,
    NoSecondFactor,
    PasswordNeeded,
    SecondFactorThere,
    WrongCode,
)
from domain.ids import new_id
from queries.get_account_settings import GetAccountSettings
from queries.list_sign_ins import ListSignIns
from tests.facts import history
from tests.mails import waiting
from tests.second_factors import code, confirmed


def confirm(shown):
    return ConfirmSecondFactor(command_id=new_id(), code=shown)


@pytest.fixture
def secret(do, here):
    """Of Ann's second factor, which she has started."""
    return do(StartSecondFactor(), here).secret


def test_it_is_in_force_from_then_on(do, ask, database, here, secret, sign_in):
    do(confirm(code(secret)), here)

    settings = ask(GetAccountSettings(), here)
    assert settings.second_factor_since is not None
    assert settings.recovery_codes_left == 10
    assert history(database, here.user_id)[-1][0] == "SecondFactorAdded"
    assert waiting(database) == [("second_factor_added", "ann@example.org")]
    with pytest.raises(CodeNeeded):
        sign_in("Ann")


def test_the_other_sessions_end(do, ask, here, secret, sign_in, who):
    elsewhere = sign_in("Ann")

    do(confirm(code(secret)), here)

    assert who(elsewhere) == GUEST
    assert [row.id for row in ask(ListSignIns(), here)] == [here.login_id]


def test_a_code_is_typed_as_apps_show_it(do, here, secret):
    shown = code(secret)

    do(confirm(f" {shown[:3]} {shown[3:]} "), here)


@pytest.mark.parametrize("wrong", ["", "123", "１２３４５６", "\ud800", "x" * 10_000])
def test_anything_else_is_wrong(do, ask, here, secret, wrong):
    with pytest.raises(WrongCode):
        do(confirm(wrong), here)
    assert ask(GetAccountSettings(), here).second_factor_since is None


def test_a_code_of_another_time_is_wrong(do, here, secret):
    for ahead in (-3, 3):
        with pytest.raises(WrongCode):
            do(confirm(code(secret, ahead)), here)


def test_a_repeat_is_done_once(do, database, here, secret):
    command = confirm(code(secret))

    do(command, here)
    do(command, here)

    assert [name for name, *_ in history(database, here.user_id)].count("SecondFactorAdded") == 1


def test_what_was_not_started_is_not_confirmed(do, here):
    with pytest.raises(NoSecondFactor):
        do(confirm("123456"), here)


def test_what_is_in_force_is_not_confirmed_again(do, here):
    secret = confirmed(do, here).secret

    with pytest.raises(SecondFactorThere):
        do(confirm(code(secret, 1)), here)


def test_the_password_must_have_been_given_lately(do, here, secret, later):
    later("15 minutes")

    with pytest.raises(PasswordNeeded):
        do(confirm(code(secret)), here)


def test_a_guest_confirms_nothing(do):
    with pytest.raises(Forbidden):
        do(confirm("123456"), GUEST)


def test_the_code_is_never_shown():
    assert "123456" not in repr(confirm("123456"))
