import pytest

from commands.renew_recovery_codes import RenewRecoveryCodes
from commands.sign_in import SignIn
from commands.start_second_factor import StartSecondFactor
from domain.access import GUEST
from domain.errors import Forbidden, NoSecondFactor, PasswordNeeded, WrongCode
from queries.get_account_settings import GetAccountSettings
from tests.examples import PASSWORD
from tests.second_factors import confirmed


def sign_in(code):
    return SignIn(email="ann@example.org", password=PASSWORD, code=code)


def test_the_new_codes_help_and_the_old_ones_do_not(do, ask, here):
    old = confirmed(do, here).recovery_codes
    do(sign_in(old[0]))

    new = do(RenewRecoveryCodes(), here)

    assert ask(GetAccountSettings(), here).recovery_codes_left == len(set(new)) == 10
    with pytest.raises(WrongCode):
        do(sign_in(old[1]))
    do(sign_in(new[1]))


def test_without_a_second_factor_there_are_none(do, here):
    with pytest.raises(NoSecondFactor):
        do(RenewRecoveryCodes(), here)
    do(StartSecondFactor(), here)
    with pytest.raises(NoSecondFactor):
        do(RenewRecoveryCodes(), here)


def test_the_password_must_have_been_given_lately(do, here, later):
    confirmed(do, here)
    later("15 minutes")

    with pytest.raises(PasswordNeeded):
        do(RenewRecoveryCodes(), here)


def test_a_guest_has_none(do):
    with pytest.raises(Forbidden):
        do(RenewRecoveryCodes(), GUEST)
