from datetime import UTC, datetime, timedelta

import pytest

from domain.access import GUEST
from domain.ids import new_id
from domain.login import token_hash
from queries.get_suspension import GetSuspension, Suspension

NOW = datetime.now(UTC)
TOMORROW = NOW + timedelta(1)


@pytest.fixture
def suspended(person, add):
    """Add somebody who was signed in with the token "secret"."""

    def suspended(status="suspended", expires_at=TOMORROW, **suspension):
        times = dict.fromkeys(("created_at", "last_used_at", "confirmed_at", "ended_at"), NOW)
        times["expires_at"] = expires_at
        user_id = person("Ann", status=status, **suspension)
        add("logins", {"id": new_id(), "user_id": user_id, "user_agent": "", **times,
                       "token_hash": token_hash("secret")})  # fmt: skip

    return suspended


@pytest.mark.parametrize("until", [TOMORROW, None])
def test_who_held_a_session_learns_why_it_ended_and_for_how_long(ask, suspended, until):
    suspended(suspension_reason="Spam", suspended_until=until)

    assert ask(GetSuspension(token="secret"), GUEST) == Suspension("Spam", until)


def test_other_tokens_tell_nothing(ask, suspended):
    suspended(suspension_reason="Spam")

    for token in ("", "Secret", "secret "):
        assert ask(GetSuspension(token=token), GUEST) is None


def test_a_suspension_that_is_served_or_never_was_is_none(ask, suspended, database):
    suspended(suspension_reason="Spam", suspended_until=NOW - timedelta(seconds=1))
    assert ask(GetSuspension(token="secret"), GUEST) is None

    database.empty()
    suspended(status="inactive")
    assert ask(GetSuspension(token="secret"), GUEST) is None


def test_an_expired_token_tells_nothing(ask, suspended):
    suspended(suspension_reason="Spam", expires_at=NOW)

    assert ask(GetSuspension(token="secret"), GUEST) is None


def test_a_token_is_never_shown(ask):
    assert "secret" not in repr(GetSuspension(token="secret"))
