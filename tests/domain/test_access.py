import pytest

from domain.access import GUEST, SYSTEM, Actor, Permission, Role
from domain.errors import Forbidden
from domain.ids import new_id

MEMBERS = {Permission.SIGN_OUT, Permission.READ_DIRECTORY, Permission.EDIT_OWN_PROFILE}
STAFF = MEMBERS | {Permission.SEE_PRIVATE}


@pytest.mark.parametrize(
    ("role", "granted"),
    [
        (None, {Permission.SIGN_UP, Permission.SIGN_IN, Permission.SIGN_OUT}),
        (Role.MEMBER, MEMBERS),
        (Role.MODERATOR, STAFF),
        (Role.AUDITOR, STAFF),
        (Role.ADMIN, STAFF),
    ],
)
def test_each_role_may_what_the_table_says_and_nothing_else(role, granted):
    assert {each for each in Permission if Actor(role).may(each)} == granted


def test_a_guest_reads_the_directory_only_where_the_setting_opens_it():
    assert not GUEST.may(Permission.READ_DIRECTORY)
    assert Actor(reads_as_guest=True).may(Permission.READ_DIRECTORY)
    assert not Actor(reads_as_guest=True).may(Permission.EDIT_OWN_PROFILE)


def test_only_the_system_makes_administrators():
    assert SYSTEM.may(Permission.CREATE_ADMIN)
    assert not Actor(Role.ADMIN).may(Permission.CREATE_ADMIN)


def test_nobody_is_somebody_else():
    someone = Actor(Role.ADMIN, new_id())

    someone.require_self(someone.user_id)
    with pytest.raises(Forbidden):
        someone.require_self(new_id())
