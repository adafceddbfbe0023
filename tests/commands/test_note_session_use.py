from datetime import UTC, datetime, timedelta

import pytest

from commands.note_session_use import NoteSessionUse
from commands.sign_out import SignOut
from domain.access import GUEST, SYSTEM, Role
from domain.errors import Forbidden
from domain.ids import new_id
from queries.list_sign_ins import ListSignIns
from tests.facts import rows

STAFF = [Role.MODERATOR, Role.AUDITOR, Role.ADMIN]


def note(session):
    return NoteSessionUse(login_id=session.login_id)


def uses(database):
    return rows(database, "select last_used_at from sign_ins order by id")


def test_use_is_noted(do, ask, here, later):
    later("3 days")

    do(note(here), SYSTEM)

    [row] = ask(ListSignIns(), here)
    assert datetime.now(UTC) - row.last_used_at < timedelta(minutes=1)
    assert row.last_used_at - row.created_at > timedelta(days=2)


def test_it_is_noted_once_a_minute(do, database, here, later):
    later("50 seconds")
    before = uses(database)

    do(note(here), SYSTEM)

    assert uses(database) == before


def test_nobody_elses_session_is_noted(do, database, here, sign_in, who, later):
    sign_in("Ann")
    later("1 hour")
    [_, other] = uses(database)

    do(note(here), SYSTEM)

    assert uses(database)[1] == other


def test_what_has_ended_stays_as_it_was(do, database, ann, sign_in, who, later):
    token = sign_in("Ann")
    session = who(token)
    do(SignOut(token=token))
    later("1 hour")
    before = uses(database)

    do(note(session), SYSTEM)
    do(NoteSessionUse(login_id=new_id()), SYSTEM)

    assert uses(database) == before


@pytest.mark.parametrize("actor", [GUEST, None])
def test_only_the_product_itself_notes(do, here, actor):
    with pytest.raises(Forbidden):
        do(note(here), actor or here)


def test_a_member_s_session_rests_for_a_week(ann, sign_in, who, later):
    token = sign_in("Ann")

    later("6 days 23 hours")
    assert who(token).user_id == ann.user_id
    later("2 hours")
    assert who(token) == GUEST


@pytest.mark.parametrize("role", STAFF)
def test_a_session_of_staff_rests_for_eight_hours(appoint, sign_in, who, later, role):
    mo = appoint("Mo", role)
    token = sign_in("Mo")

    later("7 hours 59 minutes")
    assert who(token).user_id == mo.user_id
    later("2 minutes")
    assert who(token) == GUEST


def test_a_session_in_use_ends_after_thirty_days(do, ann, sign_in, who, later):
    token = sign_in("Ann")

    for _ in range(5):
        later("5 days 23 hours")
        do(note(who(token)), SYSTEM)
    later("6 hours")

    assert who(token) == GUEST
