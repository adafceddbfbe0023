import pytest

from commands.reinstate_users import ReinstateUsers
from commands.suspend_users import SuspendUsers
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import Forbidden, NotFound, WrongStatus
from domain.ids import new_id
from queries.get_user import GetUser
from queries.user_statistics import UserStatistics
from tests.facts import differences, history


@pytest.fixture
def moderator(appoint):
    return appoint("Mo", Role.MODERATOR)


@pytest.fixture
def suspend(do):
    def suspend(*people):
        user_ids = [person.user_id for person in people]
        do(SuspendUsers(command_id=new_id(), user_ids=user_ids, reason="Spam"), SYSTEM)

    return suspend


def reinstate(*people):
    user_ids = [person.user_id for person in people]
    return ReinstateUsers(command_id=new_id(), user_ids=user_ids)


def test_reinstating_takes_a_suspension_back(do, ask, database, moderator, ann, suspend):
    before = ask(UserStatistics())
    suspend(ann)

    do(reinstate(ann), moderator)

    profile = ask(GetUser(user_id=ann.user_id))
    assert (profile.status, profile.suspension_reason) == ("active", None)
    assert ask(UserStatistics()) == before
    assert differences(database) == []


def test_who_is_reinstated_signs_in_again(do, moderator, ann, suspend, sign_in, who):
    token = sign_in("Ann")
    suspend(ann)

    do(reinstate(ann), moderator)

    assert who(token) == GUEST
    assert who(sign_in("Ann")).user_id == ann.user_id


def test_the_history_says_so(do, database, moderator, ann, suspend):
    suspend(ann)

    do(reinstate(ann), moderator)

    *_, last = history(database, ann.user_id)
    assert last == ("UserReinstated", {"status": "suspended"}, {"status": "active"})


@pytest.mark.parametrize("role", [Role.MEMBER, Role.AUDITOR])
def test_members_and_auditors_reinstate_nobody(do, ann, appoint, suspend, role):
    suspend(ann)

    with pytest.raises(Forbidden):
        do(reinstate(ann), appoint("Bob", role))


def test_all_or_nobody(do, moderator, appoint, suspend, census):
    people = [appoint(name) for name in ("Ann", "Bob", "Cleo")]
    suspend(*people[:2])

    with pytest.raises(WrongStatus, match=r"^Cleo is already active\.$"):
        do(reinstate(*people), moderator)
    with pytest.raises(NotFound):
        do(reinstate(people[0], Actor(Role.MEMBER, new_id())), moderator)
    assert census() == (2, 0, 2)
