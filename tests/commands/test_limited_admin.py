"""Where administrators need a second factor, one who has none is a member until it is there."""

import pytest

from commands.change_role import ChangeRole
from commands.confirm_second_factor import ConfirmSecondFactor
from commands.publish_post import PublishPost
from commands.start_second_factor import StartSecondFactor
from commands.suspend_users import SuspendUsers
from commands.transaction import execute
from domain.access import GUEST, SYSTEM, Permission, Role
from domain.errors import Forbidden
from domain.ids import new_id
from domain.policy import Policy
from tests.second_factors import code

DEMANDING = Policy(admins_need_second_factor=True)


@pytest.fixture
def do(database):
    """Execute a command where a second factor is demanded."""
    return lambda command, actor=GUEST: execute(command, actor, database.writing, DEMANDING)


@pytest.fixture
def signed_in(sign_in, who):
    """The person as the next request of theirs is decided."""
    return lambda name: DEMANDING.limited(who(sign_in(name)))


def suspend(person):
    return SuspendUsers(command_id=new_id(), user_ids=[person.user_id], reason="Spam")


def change(person, role):
    return ChangeRole(command_id=new_id(), user_id=person.user_id, role=role)


def test_without_a_second_factor_an_administrator_is_a_member(do, ann, appoint, signed_in):
    appoint("Ada", Role.ADMIN)
    ada = signed_in("Ada")

    assert (ada.role, ada.is_limited) == (Role.MEMBER, True)
    assert not ada.may(Permission.SEE_PRIVATE)
    do(PublishPost(command_id=new_id(), text="Hello"), ada)
    for command in (suspend(ann), change(ann, Role.ADMIN)):
        with pytest.raises(Forbidden):
            do(command, ada)


def test_with_one_they_are_what_they_are(do, ann, appoint, who, sign_in):
    appoint("Ada", Role.ADMIN)
    token = sign_in("Ada")
    ada = DEMANDING.limited(who(token))
    secret = do(StartSecondFactor(), ada).secret
    do(ConfirmSecondFactor(command_id=new_id(), code=code(secret)), ada)

    ada = DEMANDING.limited(who(token))

    assert (ada.role, ada.is_limited) == (Role.ADMIN, False)
    do(suspend(ann), ada)


def test_who_was_made_an_administrator_meanwhile_is_limited_too(do, ann, appoint):
    """The command decides by the row, which says so before the next request does."""
    mo, bea = appoint("Mo", Role.MODERATOR), appoint("Bea", Role.MODERATOR)
    do(change(mo, Role.ADMIN), SYSTEM)

    for whom in (ann, bea):
        with pytest.raises(Forbidden):
            do(suspend(whom), mo)


def test_who_is_an_administrator_no_more_is_not_limited(do, ann, appoint, signed_in):
    ada, _ = appoint("Ada", Role.ADMIN), appoint("Bea", Role.ADMIN)
    do(change(ada, Role.MODERATOR), SYSTEM)

    do(suspend(ann), signed_in("Ada"))


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.AUDITOR, Role.MEMBER])
def test_nobody_else_needs_one(appoint, signed_in, role):
    appoint("Mo", role)

    assert (signed_in("Mo").role, signed_in("Mo").is_limited) == (role, False)


def test_where_it_is_not_demanded_nobody_is_limited(appoint, who, sign_in):
    appoint("Ada", Role.ADMIN)
    ada = who(sign_in("Ada"))

    assert Policy().limited(ada) == ada


def test_a_second_factor_that_is_not_confirmed_is_none(do, appoint, signed_in):
    do(StartSecondFactor(), appoint("Ada", Role.ADMIN))

    assert signed_in("Ada").is_limited
