import pytest

from commands.end_other_sessions import EndOtherSessions
from domain.access import GUEST, SYSTEM
from domain.errors import Forbidden
from domain.ids import new_id
from queries.list_sign_ins import ListSignIns
from tests.facts import history, set_status


def command():
    return EndOtherSessions(command_id=new_id())


def ended(database, actor):
    return [name for name, *_ in history(database, actor.user_id)].count("SignedOut")


def test_all_browsers_but_this_one_are_signed_out(do, ask, database, here, sign_in, who):
    tokens = [sign_in("Ann"), sign_in("Ann")]

    do(command(), here)

    assert [who(token) for token in tokens] == [GUEST, GUEST]
    assert [row.id for row in ask(ListSignIns(), here)] == [here.login_id]
    assert ended(database, here) == 2


def test_nobody_elses_session_ends(do, here, register, sign_in, who):
    register("Bob")
    token = sign_in("Bob")

    do(command(), here)

    assert who(token).name == "Bob"


def test_where_there_is_no_other_nothing_happens(do, database, here):
    do(command(), here)

    assert ended(database, here) == 0


@pytest.mark.parametrize("actor", [GUEST, SYSTEM])
def test_who_has_no_account_has_no_sessions(do, actor):
    with pytest.raises(Forbidden):
        do(command(), actor)


def test_who_is_no_longer_active_ends_nothing(do, database, here):
    set_status(database, here.user_id, "inactive")

    with pytest.raises(Forbidden):
        do(command(), here)
