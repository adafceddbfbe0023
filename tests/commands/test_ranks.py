"""Who may act upon whom: the whole matrix, command by command."""

import pytest

from commands.change_role import ChangeRole
from commands.deactivate_user import DeactivateUser
from commands.reactivate_user import ReactivateUser
from commands.reinstate_users import ReinstateUsers
from commands.suspend_users import SuspendUsers
from domain.access import GUEST, SYSTEM, Role
from domain.errors import Forbidden
from domain.ids import new_id
from tests.facts import differences

STAFF = {("moderator", "member"), ("moderator", "auditor")}
ADMINS = {("admin", role) for role in ("member", "auditor", "moderator", "admin")}
DO = {
    DeactivateUser: lambda ids: DeactivateUser(command_id=new_id(), user_ids=ids),
    ReactivateUser: lambda ids: ReactivateUser(command_id=new_id(), user_ids=ids),
    SuspendUsers: lambda ids: SuspendUsers(command_id=new_id(), user_ids=ids, reason="Spam"),
    ReinstateUsers: lambda ids: ReinstateUsers(command_id=new_id(), user_ids=ids),
}
UNDO = {
    DeactivateUser: ReactivateUser,
    ReactivateUser: DeactivateUser,
    SuspendUsers: ReinstateUsers,
    ReinstateUsers: SuspendUsers,
}
ALLOWED = {
    DeactivateUser: ADMINS,
    ReactivateUser: ADMINS,
    SuspendUsers: STAFF | ADMINS,
    ReinstateUsers: STAFF | ADMINS,
}


@pytest.fixture
def targets(appoint):
    """Somebody of every role, and an administrator who stays."""
    appoint("Keeper", Role.ADMIN)
    return [appoint(role.title(), role) for role in Role]


@pytest.fixture
def actors(appoint):
    """Somebody else of every role, and nobody."""
    return [GUEST, *(appoint(f"Acting {role}", role) for role in Role)]


@pytest.mark.parametrize("kind", DO, ids=lambda kind: kind.__name__)
def test_who_may_change_whose_status(do, database, targets, actors, kind):
    done = set()
    if kind in {ReactivateUser, ReinstateUsers}:
        do(DO[UNDO[kind]]([target.user_id for target in targets]), SYSTEM)

    for actor in actors:
        for target in targets:
            try:
                do(DO[kind]([target.user_id]), actor)
            except Forbidden:
                continue
            done.add((actor.role, target.role))
            do(DO[UNDO[kind]]([target.user_id]), SYSTEM)

    assert done == ALLOWED[kind]
    assert differences(database) == []


def test_who_may_change_whose_role(do, targets, actors):
    done = set()

    for actor in actors:
        for target in targets:
            other = Role.MODERATOR if target.role is Role.MEMBER else Role.MEMBER
            try:
                do(ChangeRole(command_id=new_id(), user_id=target.user_id, role=other), actor)
            except Forbidden:
                continue
            done.add((actor.role, target.role))
            back = ChangeRole(command_id=new_id(), user_id=target.user_id, role=target.role)
            do(back, SYSTEM)

    assert done == ADMINS


def test_one_person_of_a_higher_rank_stops_it_for_all(do, targets, appoint, census):
    moderator = appoint("Mo", Role.MODERATOR)
    before = census()

    with pytest.raises(Forbidden):
        do(DO[SuspendUsers]([target.user_id for target in targets]), moderator)
    assert census() == before
