import pytest

from commands.deactivate_user import DeactivateUser
from commands.reactivate_user import ReactivateUser
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import Forbidden, NotFound, WrongStatus
from domain.ids import new_id
from queries.list_active_users import ListActiveUsers
from queries.user_statistics import UserStatistics
from tests.facts import differences, history


@pytest.fixture
def gone(do, appoint):
    """Ann and Bob, whose accounts are deactivated."""
    people = [appoint("Ann"), appoint("Bob")]
    do(DeactivateUser(command_id=new_id(), user_ids=ids(people)), SYSTEM)
    return people


@pytest.fixture
def admin(appoint):
    return appoint("Ada", Role.ADMIN)


def ids(people):
    return [person.user_id for person in people]


def reactivate(*people):
    return ReactivateUser(command_id=new_id(), user_ids=ids(people))


def test_reactivation_takes_a_deactivation_back(do, ask, database, register, admin):
    user_ids = [register("Ann"), register("Bob")]
    before = ask(UserStatistics()), {row.id for row in ask(ListActiveUsers()).rows}
    do(DeactivateUser(command_id=new_id(), user_ids=user_ids), admin)

    do(ReactivateUser(command_id=new_id(), user_ids=user_ids), admin)

    after = ask(UserStatistics()), {row.id for row in ask(ListActiveUsers()).rows}
    assert after == before
    assert differences(database) == []


def test_who_is_back_signs_in_again_with_the_old_password(do, admin, gone, sign_in, who):
    do(reactivate(*gone), admin)

    assert who(sign_in("Ann")).user_id == gone[0].user_id


def test_a_session_from_before_stays_ended(do, admin, ann, sign_in, who):
    token = sign_in("Ann")
    do(DeactivateUser(command_id=new_id(), user_ids=[ann.user_id]), admin)

    do(reactivate(ann), admin)

    assert who(token) == GUEST


def test_the_history_says_so(do, database, admin, gone):
    do(reactivate(*gone), admin)

    *_, last = history(database, gone[0].user_id)
    assert last == ("UserReactivated", {"status": "inactive"}, {"status": "active"})


@pytest.mark.parametrize("role", [Role.MEMBER, Role.AUDITOR, Role.MODERATOR])
def test_only_administrators_reactivate(do, appoint, gone, census, role):
    with pytest.raises(Forbidden):
        do(reactivate(*gone), appoint("Mo", role))
    assert census() == (1, 2, 0)


def test_all_or_nobody(do, admin, gone, appoint, census):
    active, other = appoint("Cleo"), appoint("Dan")

    sentence = r"^Cleo is already active, and 1 other person cannot be reactivated either\.$"
    with pytest.raises(WrongStatus, match=sentence):
        do(reactivate(*gone, active, other), admin)
    with pytest.raises(NotFound):
        do(reactivate(*gone, Actor(Role.MEMBER, new_id())), admin)
    assert census() == (3, 2, 0)
