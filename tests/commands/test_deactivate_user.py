import pytest
from pydantic import ValidationError

from commands.deactivate_user import DeactivateUser
from commands.sign_in import SignIn
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import (
    BadCredentials,
    EmailUnverified,
    Forbidden,
    LastAdmin,
    NotFound,
    WrongStatus,
)
from domain.ids import new_id
from domain.policy import Policy
from queries.get_user import GetUser
from queries.list_active_users import ListActiveUsers
from tests.examples import PASSWORD
from tests.facts import differences, history, rows


def deactivate(*people, **changes):
    user_ids = [person.user_id for person in people]
    return DeactivateUser(**{"command_id": new_id(), "user_ids": user_ids} | changes)


@pytest.fixture
def admin(appoint):
    return appoint("Ada", Role.ADMIN)


@pytest.fixture
def ann(here):
    """Ann, who has just signed in."""
    return here


def test_who_leaves_is_listed_no_more_and_counted_as_inactive_at_once(do, ask, ann, census):
    before = census()

    do(deactivate(ann), ann)

    assert (before, census()) == ((1, 0, 0), (0, 1, 0))
    assert ask(ListActiveUsers()).rows == ()
    assert ask(GetUser(user_id=ann.user_id)).status == "inactive"
    with pytest.raises(NotFound):
        ask(GetUser(user_id=ann.user_id), Actor(Role.MEMBER, new_id()))


def test_who_leaves_is_signed_out_everywhere_and_cannot_sign_in(do, database, ann, sign_in, who):
    tokens = [sign_in("Ann"), sign_in("Ann")]

    do(deactivate(ann), ann)

    assert [who(token) for token in tokens] == [GUEST, GUEST]
    assert rows(database, "select id from sign_ins where ended_at is null") == []
    with pytest.raises(BadCredentials):
        do(SignIn(email="ann@example.org", password=PASSWORD))


def test_where_mail_is_sent_only_a_verified_person_leaves(do, ann):
    """Or whoever signs up with somebody's address could shut the account for its owner."""
    with pytest.raises(EmailUnverified):
        do(deactivate(ann), ann, Policy(sends_mail=True))
    do(deactivate(ann), SYSTEM, Policy(sends_mail=True))


def test_nobody_elses_session_ends(do, ann, register, sign_in, who):
    register("Bob")
    token = sign_in("Bob")

    do(deactivate(ann), ann)

    assert who(token).name == "Bob"


def test_an_administrator_deactivates_several_people_at_once(do, admin, ann, appoint, census):
    do(deactivate(ann, appoint("Bob"), appoint("Mo", Role.MODERATOR)), admin)

    assert census() == (1, 3, 0)


def test_the_history_says_so(do, database, ann):
    do(deactivate(ann), ann)

    status = {"status": "active"}, {"status": "inactive"}
    assert history(database, ann.user_id)[-1] == ("UserDeactivated", *status)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.AUDITOR, Role.MODERATOR])
def test_only_administrators_deactivate_others(do, ann, appoint, census, role):
    actor = appoint("Bob", role)

    for people in ([ann], [ann, actor]):
        with pytest.raises(Forbidden):
            do(deactivate(*people), actor)
    assert census() == (2, 0, 0)


def test_a_guest_deactivates_nobody(do, ann):
    with pytest.raises(Forbidden):
        do(deactivate(ann), GUEST)


def test_all_or_nobody_and_the_sentence_names_the_first(do, admin, ann, appoint, census, database):
    people = [ann, appoint("Bob"), appoint("Cleo")]
    do(deactivate(people[1]), admin)

    with pytest.raises(WrongStatus, match=r"^Bob is already inactive\.$"):
        do(deactivate(*people), admin)
    assert census() == (3, 1, 0)
    assert differences(database) == []


def test_a_person_who_is_not_there_stops_it_for_all(do, admin, ann, census):
    with pytest.raises(NotFound):
        do(deactivate(ann, Actor(Role.MEMBER, new_id())), admin)
    assert census() == (2, 0, 0)


def test_the_last_active_administrator_stays(do, admin, ann, census):
    for people in ([admin], [admin, ann]):
        with pytest.raises(LastAdmin):
            do(deactivate(*people), admin)
    assert census() == (2, 0, 0)


def test_all_administrators_together_stay(do, admin, appoint, census):
    with pytest.raises(LastAdmin):
        do(deactivate(admin, appoint("Bea", Role.ADMIN)), admin)
    assert census() == (2, 0, 0)


def test_one_of_two_administrators_may_leave(do, admin, appoint, census):
    other = appoint("Bea", Role.ADMIN)

    do(deactivate(admin), admin)

    assert census() == (1, 1, 0)
    with pytest.raises(LastAdmin):
        do(deactivate(other), other)


def test_a_repeat_is_done_once(do, admin, ann, census, database):
    command = deactivate(ann)
    before = len(history(database, ann.user_id))

    do(command, admin)
    do(command, admin)

    assert census() == (1, 1, 0)
    assert len(history(database, ann.user_id)) == before + 1


@pytest.mark.parametrize("count", [0, 10_001])
def test_one_person_at_least_and_ten_thousand_at_most(count):
    with pytest.raises(ValidationError):
        deactivate(user_ids=[new_id() for _ in range(count)])
