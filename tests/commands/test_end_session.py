import pytest
from sqlalchemy import text

from commands.end_session import EndSession
from domain.access import GUEST
from domain.errors import Forbidden, NotFound
from domain.ids import new_id
from queries.list_sign_ins import ListSignIns
from tests.facts import history, set_status


def end(login_id):
    return EndSession(command_id=new_id(), login_id=login_id)


def test_a_browser_elsewhere_is_signed_out_and_this_one_is_not(
    do, ask, database, here, sign_in, who
):
    token = sign_in("Ann")

    do(end(who(token).login_id), here)

    assert who(token) == GUEST
    assert [row.id for row in ask(ListSignIns(), here)] == [here.login_id]
    assert history(database, here.user_id)[-1][0] == "SignedOut"


def test_this_browser_too(do, ask, here):
    do(end(here.login_id), here)

    assert ask(ListSignIns(), here) == ()


def test_the_servers_are_told_whose_session_ended(do, heard, here):
    heard()

    do(end(here.login_id), here)

    assert heard() == [str(here.user_id)]


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_no_longer_active_ends_nothing(do, database, here, status):
    set_status(database, here.user_id, status)

    with pytest.raises(Forbidden):
        do(end(here.login_id), here)


def test_a_repeat_is_done_once(do, database, here, sign_in, who):
    command = end(who(sign_in("Ann")).login_id)

    do(command, here)
    do(command, here)

    events = [name for name, *_ in history(database, here.user_id)]
    assert events.count("SignedOut") == 1


def test_somebody_elses_session_is_not_found_and_goes_on(do, here, register, sign_in, who):
    register("Bob")
    token = sign_in("Bob")

    with pytest.raises(NotFound, match="This sign-in has ended already"):
        do(end(who(token).login_id), here)
    assert who(token).name == "Bob"


def test_what_is_over_or_unknown_is_not_found(do, database, here, sign_in, who):
    ended, expired = who(sign_in("Ann")), who(sign_in("Ann"))
    do(end(ended.login_id), here)
    with database.owner.begin() as connection:
        mine = {"id": expired.login_id}
        connection.execute(text("update logins set expires_at = now() where id = :id"), mine)

    for login_id in (ended.login_id, expired.login_id, new_id()):
        with pytest.raises(NotFound, match="This sign-in has ended already"):
            do(end(login_id), here)


def test_a_guest_ends_nothing(do, here):
    with pytest.raises(Forbidden):
        do(end(here.login_id), GUEST)
