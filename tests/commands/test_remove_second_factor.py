import pytest

from commands.remove_second_factor import RemoveSecondFactor
from commands.transaction import execute
from domain.access import GUEST, Role
from domain.errors import Forbidden, NoSecondFactor, PasswordNeeded, SecondFactorDemanded
from domain.ids import new_id
from domain.policy import Policy
from queries.get_account_settings import GetAccountSettings
from tests.facts import history
from tests.mails import waiting
from tests.second_factors import confirmed


def remove():
    return RemoveSecondFactor(command_id=new_id())


def test_the_password_is_enough_from_then_on(do, ask, database, here, sign_in):
    confirmed(do, here)

    do(remove(), here)

    settings = ask(GetAccountSettings(), here)
    assert (settings.second_factor_since, settings.recovery_codes_left) == (None, 0)
    assert history(database, here.user_id)[-1][0] == "SecondFactorRemoved"
    assert waiting(database)[-1] == ("second_factor_removed", "ann@example.org")
    sign_in("Ann")


def test_a_repeat_is_done_once(do, database, here):
    confirmed(do, here)
    command = remove()

    do(command, here)
    do(command, here)

    assert [name for name, *_ in history(database, here.user_id)].count("SecondFactorRemoved") == 1


def test_who_has_none_removes_none(do, here):
    with pytest.raises(NoSecondFactor):
        do(remove(), here)


def test_the_password_must_have_been_given_lately(do, here, later):
    confirmed(do, here)
    later("15 minutes")

    with pytest.raises(PasswordNeeded):
        do(remove(), here)


def test_an_administrator_keeps_one_where_it_is_demanded(do, appoint, database):
    ada, mo = appoint("Ada", Role.ADMIN), appoint("Mo", Role.MODERATOR)
    demanding = Policy(admins_need_second_factor=True)
    for person in (ada, mo):
        confirmed(do, person)

    with pytest.raises(SecondFactorDemanded):
        execute(remove(), ada, database.writing, demanding)
    execute(remove(), mo, database.writing, demanding)
    do(remove(), ada)


def test_a_guest_removes_nothing(do):
    with pytest.raises(Forbidden):
        do(remove(), GUEST)
