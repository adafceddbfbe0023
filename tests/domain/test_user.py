import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from domain.access import Role
from domain.errors import EndsInPast, Forbidden, LastAdmin, StaleFields, WrongStatus
from domain.events import ProfileUpdated, RoleChanged, UserReinstated, UserSuspended
from domain.people import require_an_admin, require_status
from domain.user import TRANSITIONS, User
from domain.values import Status

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


def test_each_field_keeps_the_version_of_its_last_change():
    user = a_user()

    user.edit(NOW, name="Ann Lee")
    user.edit(NOW, bio="Sails.")

    assert (user.version, user.name_version, user.bio_version) == (3, 2, 3)


def test_a_version_that_never_was_is_no_ground_for_an_edit():
    user = a_user()

    with pytest.raises(StaleFields) as refused:
        user.edit(NOW, seen=9, name="Ann Lee", bio="")
    assert refused.value.theirs == {"bio": "", "name": "Ann"}


def test_an_edit_without_a_change_is_no_event():
    user = a_user()

    assert user.edit(NOW + timedelta(1), name="Ann", bio="") is None
    assert (user.version, user.updated_at) == (1, NOW)


def test_activity_never_moves_backward():
    user = a_user()

    user.signed_in(NOW)
    user.signed_in(NOW - timedelta(hours=1))

    assert user.last_activity_at == NOW


MOVES = {
    "deactivate": User.deactivate,
    "reactivate": User.reactivate,
    "suspend": lambda user: user.suspend("Spam", None, NOW),
    "reinstate": User.reinstate,
}
ALLOWED = {
    ("active", "deactivate"): "inactive",
    ("active", "suspend"): "suspended",
    ("inactive", "reactivate"): "active",
    ("suspended", "reinstate"): "active",
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("move", MOVES)
def test_every_move_from_every_status(status, move):
    user = a_user()
    user.status = status

    if (status, move) in ALLOWED:
        event = MOVES[move](user)
        assert (user.status, user.version) == (ALLOWED[status, move], 2)
        assert event.before == {"status": status}
        assert event.after["status"] == user.status
    else:
        with pytest.raises(WrongStatus):
            MOVES[move](user)
        assert (user.status, user.version) == (status, 1)


def test_every_status_can_be_left_and_reached():
    sources, targets = zip(*TRANSITIONS.values(), strict=True)

    assert set(sources) == set(targets) == set(Status)


def test_a_suspension_keeps_reason_and_end_until_it_is_over():
    user, end = a_user(), NOW + timedelta(days=1)

    event = user.suspend("Spam", end, NOW)

    details = {"status": "suspended", "reason": "Spam", "until": end.isoformat()}
    assert event == UserSuspended(user.id, {"status": "active"}, details)
    assert (user.suspension_reason, user.suspended_until) == ("Spam", end)
    assert isinstance(user.reinstate(), UserReinstated)
    assert (user.suspension_reason, user.suspended_until) == (None, None)


@pytest.mark.parametrize("until", [NOW, NOW - timedelta(days=1)])
def test_a_suspension_cannot_end_before_it_begins(until):
    user = a_user()

    with pytest.raises(EndsInPast):
        user.suspend("Spam", until, NOW)
    assert user.status == "active"


def test_a_suspension_is_served_from_its_end_on():
    user, end = a_user(), NOW + timedelta(days=1)
    assert not user.has_served(NOW)

    user.suspend("Spam", end, NOW)

    assert not user.has_served(end - timedelta(microseconds=1))
    assert user.has_served(end)


def test_a_suspension_without_an_end_is_never_served():
    user = a_user()

    user.suspend("Spam", None, NOW)

    assert not user.has_served(NOW + timedelta(days=36_500))


def test_a_new_role_moves_the_version_on_and_the_same_role_is_no_event():
    user = a_user()

    assert user.change_role(Role.MEMBER) is None
    event = user.change_role(Role.AUDITOR)

    assert event == RoleChanged(user.id, {"role": "member"}, {"role": "auditor"})
    assert (user.role, user.version) == ("auditor", 2)


@pytest.mark.parametrize("status", [Status.INACTIVE, Status.SUSPENDED])
def test_who_is_not_active_gets_no_new_password(status):
    user = a_user()
    user.status = status

    with pytest.raises(Forbidden):
        user.change_password("y")
    assert user.password_hash == "x"


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        (0, "Ann is already suspended."),
        (1, "Ann is already suspended, and 1 other person cannot be suspended either."),
        (2_000, "Ann is already suspended, and 2,000 others cannot be suspended either."),
    ],
)
def test_one_sentence_tells_of_all_who_stand_in_the_way(others, sentence):
    ann, right = a_user(), a_user(name="Right")
    ann.status = Status.SUSPENDED
    wrong = [User(id=ann.id, name="Other", email="", status="inactive") for _ in range(others)]

    with pytest.raises(WrongStatus) as caught:
        require_status(UserSuspended, [right, ann, *wrong])
    assert str(caught.value) == sentence


def test_one_of_those_who_were_active_administrators_stays_one():
    demoted, suspended, admin = (a_user(role=Role.ADMIN) for _ in range(3))
    demoted.role, suspended.status = Role.MEMBER, Status.SUSPENDED

    require_an_admin([demoted, suspended, admin])
    require_an_admin([])
    with pytest.raises(LastAdmin):
        require_an_admin([demoted, suspended])


def test_the_domain_needs_no_database_driver():
    forbid = "import sys; sys.modules['psycopg'] = sys.modules['psycopg2'] = None; "
    program = forbid + "from domain.user import User; assert 'reflex' not in sys.modules"

    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_user_read_from_the_table_knows_what_was_set_since():
    row = a_user().model_dump()
    user = User.stored(row)

    user.edit(NOW + timedelta(1), bio="Hello")

    assert user.changes() == {"bio", "bio_version", "version", "updated_at"}
    assert User.stored(row).changes() == set()
