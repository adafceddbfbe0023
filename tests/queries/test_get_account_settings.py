from datetime import UTC, datetime, timedelta

import pytest

from domain.access import GUEST, SYSTEM, Actor
from domain.errors import Forbidden, NotFound
from queries.get_account_settings import AccountSettings, GetAccountSettings

NOW = datetime.now(UTC)


def test_a_new_account_has_an_address_and_nothing_else(ask, ann):
    assert ask(GetAccountSettings(), ann) == AccountSettings(
        email="ann@example.org",
        verified=False,
        new_email=None,
        second_factor_since=None,
        recovery_codes_left=0,
    )


def test_a_confirmed_address_is_told(ask, person):
    zoe = Actor(user_id=person("Zoe", email_verified_at=NOW), role="member")

    assert ask(GetAccountSettings(), zoe).verified


def test_the_second_factor_is_told_with_the_codes_that_are_left(ask, ann, person, add):
    add("second_factors", factor(ann.user_id, NOW), factor(person("Bob"), NOW))
    codes = [{"user_id": ann.user_id, "code_hash": bytes([n]), "used_at": None} for n in range(3)]
    add("recovery_codes", *codes, codes[0] | {"code_hash": b"used", "used_at": NOW})

    settings = ask(GetAccountSettings(), ann)

    assert (settings.second_factor_since, settings.recovery_codes_left) == (NOW, 3)


def test_one_that_is_not_confirmed_is_none(ask, ann, add):
    add("second_factors", factor(ann.user_id, None))

    assert ask(GetAccountSettings(), ann).second_factor_since is None


def test_a_change_of_address_under_way_is_told(ask, ann, add):
    mail = {
        "id": ann.user_id,
        "user_id": ann.user_id,
        "kind": "confirm_new_email",
        "recipient": "ann@example.net",
        "new_email": "ann@example.net",
        "created_at": NOW,
        "due_at": NOW,
        "tries": 0,
        "expires_at": NOW + timedelta(hours=1),
    }
    add("mails", mail)

    assert ask(GetAccountSettings(), ann).new_email == "ann@example.net"


def test_who_has_no_account_has_no_settings(ask, ann):
    with pytest.raises(Forbidden):
        ask(GetAccountSettings(), GUEST)
    with pytest.raises(NotFound):
        ask(GetAccountSettings(), SYSTEM)


def factor(user_id, confirmed_at):
    return {"user_id": user_id, "secret": "S", "confirmed_at": confirmed_at, "last_step": 0}
