import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from domain.events import ProfileUpdated
from domain.user import User

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def a_user(**changes) -> User:
    return User.new(
        **{"name": "Ann", "email": "ann@example.org", "password_hash": "x", "now": NOW} | changes
    )


def test_a_new_user_is_an_active_member_who_was_never_active():
    user = a_user()

    assert (user.status, user.role, user.version) == ("active", "member", 1)
    assert user.last_activity_at is None


def test_a_bad_new_user_names_every_field():
    with pytest.raises(ValidationError) as caught:
        a_user(name=" ", email="ann")

    assert {error["loc"][0] for error in caught.value.errors()} == {"name", "email"}
    assert "input_value" not in str(caught.value)


def test_an_edit_says_what_changed_and_moves_the_version_on():
    user = a_user()

    event = user.edit(NOW + timedelta(1), name="Ann Lee", bio="")

    assert event == ProfileUpdated(user.id, before={"name": "Ann"}, after={"name": "Ann Lee"})
    assert (user.version, user.updated_at) == (2, NOW + timedelta(1))


def test_an_edit_without_a_change_is_no_event():
    user = a_user()

    assert user.edit(NOW + timedelta(1), name="Ann", bio="") is None
    assert (user.version, user.updated_at) == (1, NOW)


def test_activity_never_moves_backward():
    user = a_user()

    user.signed_in(NOW)
    user.signed_in(NOW - timedelta(hours=1))

    assert user.last_activity_at == NOW


def test_the_domain_needs_no_database_driver():
    forbid = "import sys; sys.modules['psycopg'] = sys.modules['psycopg2'] = None; "
    program = forbid + "from domain.user import User; assert 'reflex' not in sys.modules"

    subprocess.run([sys.executable, "-c", program], check=True)
