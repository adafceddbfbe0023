import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from sqlalchemy import text

from commands.start_second_factor import StartSecondFactor
from domain.access import GUEST, SYSTEM
from domain.errors import EmailUnverified, Forbidden, PasswordNeeded, SecondFactorThere
from queries.get_account_settings import GetAccountSettings
from tests.facts import set_status
from tests.mails import MAILING, Change
from tests.second_factors import confirmed


def test_an_app_is_told_whose_it_is(do, here):
    factor = do(StartSecondFactor(), here)

    address = urlsplit(factor.uri)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == "/Rollcall:ann@example.org"
    told = parse_qs(address.query)
    assert (told["secret"], told["issuer"]) == ([factor.secret], ["Rollcall"])
    assert re.fullmatch("[A-Z2-7]{32}", factor.secret)  # 160 bits


def test_there_are_ten_recovery_codes_whose_hashes_are_stored(do, database, here):
    codes = do(StartSecondFactor(), here).recovery_codes

    assert len(set(codes)) == 10
    assert all(re.fullmatch("[a-z2-9]{4}(-[a-z2-9]{4}){2}", code) for code in codes)
    with database.owner.connect() as connection:
        stored = str(connection.execute(text("select * from recovery_codes")).all())
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)


def test_it_is_not_in_force_yet(do, ask, here, sign_in):
    do(StartSecondFactor(), here)

    assert ask(GetAccountSettings(), here).second_factor_since is None
    sign_in("Ann")


def test_starting_again_makes_other_ones(do, database, here):
    first, second = do(StartSecondFactor(), here), do(StartSecondFactor(), here)

    assert first.secret != second.secret
    assert not set(first.recovery_codes) & set(second.recovery_codes)
    with database.owner.connect() as connection:
        assert connection.scalar(text("select count(*) from recovery_codes")) == 10


def test_it_says_nothing_of_itself(do, here):
    factor = do(StartSecondFactor(), here)

    assert factor.secret not in repr(factor)
    assert not any(code in repr(factor) for code in factor.recovery_codes)


def test_with_an_address_of_somebody_else_nobody_keeps_its_owner_out(do, here):
    with pytest.raises(EmailUnverified):
        do(StartSecondFactor(), here, MAILING)

    do(Change("update users set email_verified_at = now()"))

    do(StartSecondFactor(), here, MAILING)


def test_who_has_one_keeps_it(do, ask, here):
    confirmed(do, here)

    with pytest.raises(SecondFactorThere):
        do(StartSecondFactor(), here)
    assert ask(GetAccountSettings(), here).recovery_codes_left == 10


def test_the_password_must_have_been_given_lately(do, here, later):
    later("15 minutes")

    with pytest.raises(PasswordNeeded):
        do(StartSecondFactor(), here)


@pytest.mark.parametrize("actor", [GUEST, SYSTEM])
def test_who_has_no_account_has_no_second_factor(do, actor):
    with pytest.raises(Forbidden):
        do(StartSecondFactor(), actor)


def test_who_is_no_longer_active_starts_nothing(do, database, here):
    set_status(database, here.user_id, "suspended")

    with pytest.raises(Forbidden):
        do(StartSecondFactor(), here)
