from dataclasses import replace

import pytest
from pydantic import ValidationError

from commands.change_role import ChangeRole
from commands.confirm_password import ConfirmPassword
from commands.end_session import EndSession
from domain.access import SYSTEM, Actor, Role
from domain.errors import Forbidden, LastAdmin, NotFound, PasswordNeeded, StaleVersion
from domain.ids import new_id
from queries.get_user import GetUser
from tests.examples import PASSWORD
from tests.facts import differences, history


@pytest.fixture
def admin(appoint):
    return appoint("Ada", Role.ADMIN)


def change(person, role):
    return ChangeRole(command_id=new_id(), user_id=person.user_id, role=role)


def test_the_new_role_is_shown_and_counts_for_who_is_signed_in(
    do, ask, database, admin, ann, sign_in, who
):
    token = sign_in("Ann")

    do(change(ann, Role.MODERATOR), admin)

    profile = ask(GetUser(user_id=ann.user_id))
    assert (profile.role, profile.version) == ("moderator", 2)
    assert who(token).role is Role.MODERATOR
    assert differences(database) == []


def test_the_history_keeps_before_and_after(do, database, admin, ann):
    do(change(ann, Role.AUDITOR), admin)

    details = {"role": "member"}, {"role": "auditor"}
    assert history(database, ann.user_id) == [("RoleChanged", *details)]


def test_the_same_role_changes_nothing(do, ask, database, admin, ann):
    do(change(ann, Role.MEMBER), admin)

    assert ask(GetUser(user_id=ann.user_id)).version == 1
    assert history(database, ann.user_id) == []


def test_a_role_that_somebody_else_gave_meanwhile_stays(do, ask, admin, ann):
    do(change(ann, Role.MODERATOR), admin)

    for role in (Role.MEMBER, Role.AUDITOR):  # as it stood there, and another one
        late = {"user_id": ann.user_id, "role": role, "seen": Role.MEMBER}
        with pytest.raises(StaleVersion, match="Ann's role was changed meanwhile"):
            do(ChangeRole(command_id=new_id(), **late), admin)

    assert ask(GetUser(user_id=ann.user_id)).role == "moderator"


def test_the_servers_are_told_whose_rights_changed(do, heard, admin, ann):
    heard()

    do(change(ann, Role.MEMBER), admin)
    do(change(ann, Role.AUDITOR), admin)

    assert heard() == [str(ann.user_id)]


def test_the_password_must_have_been_given_lately(do, ask, admin, ann, later):
    later("16 minutes")
    with pytest.raises(PasswordNeeded):
        do(change(ann, Role.AUDITOR), admin)
    assert ask(GetUser(user_id=ann.user_id)).role == "member"

    do(ConfirmPassword(command_id=new_id(), password=PASSWORD), admin)
    do(change(ann, Role.AUDITOR), admin)


def test_a_session_that_ended_confirms_nothing(do, admin, ann):
    do(EndSession(command_id=new_id(), login_id=admin.login_id), admin)

    for actor in (admin, replace(admin, login_id=None)):
        with pytest.raises(PasswordNeeded):
            do(change(ann, Role.AUDITOR), actor)


@pytest.mark.parametrize("role", Role)
def test_nobody_changes_the_own_role(do, ask, admin, appoint, role):
    appoint("Bea", Role.ADMIN)

    with pytest.raises(Forbidden, match="You cannot change your own role"):
        do(change(admin, role), admin)
    assert ask(GetUser(user_id=admin.user_id)).role == "admin"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.AUDITOR, Role.MODERATOR])
def test_only_administrators_change_roles(do, ann, appoint, role):
    actor = appoint("Bob", role)

    with pytest.raises(Forbidden):
        do(change(ann, Role.MEMBER), actor)


def test_the_last_active_administrator_stays_one(do, ask, admin):
    with pytest.raises(LastAdmin):
        do(change(admin, Role.MODERATOR), SYSTEM)
    assert ask(GetUser(user_id=admin.user_id)).role == "admin"


def test_one_of_two_administrators_is_made_something_else(do, ask, admin, appoint):
    other = appoint("Bea", Role.ADMIN)

    do(change(other, Role.MEMBER), admin)

    assert ask(GetUser(user_id=other.user_id)).role == "member"


def test_who_is_not_there_has_no_role(do, admin):
    with pytest.raises(NotFound):
        do(change(Actor(Role.MEMBER, new_id()), Role.AUDITOR), admin)


def test_there_are_no_other_roles(ann):
    with pytest.raises(ValidationError):
        change(ann, "king")
