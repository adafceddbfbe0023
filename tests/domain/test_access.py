import pytest

from domain.access import GUEST, SYSTEM, Actor, Permission, Role
from domain.errors import Forbidden
from domain.ids import new_id

ANYBODY = {Permission.SIGN_OUT, Permission.USE_MAILED_LINK, Permission.ASK_PASSWORD_RESET}
GUESTS = ANYBODY | {Permission.SIGN_UP, Permission.SIGN_IN}
MEMBERS = ANYBODY | {
    Permission.READ_DIRECTORY,
    Permission.EDIT_OWN_PROFILE,
    Permission.MANAGE_OWN_ACCOUNT,
    Permission.WRITE_POSTS,
    Permission.FOLLOW,
}
AUDITORS = MEMBERS | {Permission.SEE_PRIVATE}
MODERATORS = AUDITORS | {Permission.SUSPEND_USERS, Permission.REMOVE_POSTS}
ADMINS = MODERATORS | {
    Permission.SIGN_UP,
    Permission.DEACTIVATE_USERS,
    Permission.CHANGE_ROLES,
    Permission.MANAGE_JOBS,
    Permission.READ_MAILS,
}
NOBODYS = {
    Permission.CREATE_ADMIN,
    Permission.END_SUSPENSIONS,
    Permission.SEND_MAILS,
    Permission.NOTE_SESSION_USE,
    Permission.NOTE_REFUSALS,
    Permission.TIDY,
    Permission.TRY_WRITING,
}


@pytest.mark.parametrize(
    ("role", "granted"),
    [
        (None, GUESTS),
        (Role.MEMBER, MEMBERS),
        (Role.MODERATOR, MODERATORS),
        (Role.AUDITOR, AUDITORS),
        (Role.ADMIN, ADMINS),
    ],
)
def test_each_role_may_what_the_table_says_and_nothing_else(role, granted):
    assert {each for each in Permission if Actor(role).may(each)} == granted


@pytest.mark.parametrize(
    ("role", "below"),
    [
        (None, set()),
        (Role.MEMBER, set()),
        (Role.AUDITOR, set()),
        (Role.MODERATOR, {Role.MEMBER, Role.AUDITOR}),
        (Role.ADMIN, set(Role)),
    ],
)
def test_staff_act_upon_lower_ranks_and_administrators_upon_everybody(role, below):
    assert {each for each in Role if Actor(role).outranks(each)} == below


def test_a_guest_reads_the_directory_only_where_the_setting_opens_it():
    assert not GUEST.may(Permission.READ_DIRECTORY)
    assert Actor(reads_as_guest=True).may(Permission.READ_DIRECTORY)
    assert not Actor(reads_as_guest=True).may(Permission.EDIT_OWN_PROFILE)


@pytest.mark.parametrize("permission", sorted(NOBODYS))
def test_some_things_only_the_system_does(permission):
    assert SYSTEM.may(permission)
    assert not any(Actor(role).may(permission) for role in (None, *Role))
    assert set(Permission) - NOBODYS == GUESTS | ADMINS


def test_nobody_is_somebody_else():
    someone = Actor(Role.ADMIN, new_id())

    someone.require_self(someone.user_id)
    with pytest.raises(Forbidden):
        someone.require_self(new_id())
