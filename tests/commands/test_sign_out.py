import pytest
from sqlalchemy import text

from commands.sign_in import SignIn
from commands.sign_out import SignOut
from domain.access import GUEST
from queries.identify import Identify
from tests.examples import PASSWORD


@pytest.fixture
def token(do, ann):
    return lambda: do(SignIn(email="ann@example.org", password=PASSWORD))


def ended(database):
    with database.owner.connect() as connection:
        return connection.scalar(text("select count(*) from events where name = 'SignedOut'"))


def test_signing_out_ends_this_session_and_no_other(do, ask, token, ann):
    mine, other = token(), token()

    do(SignOut(token=mine))

    assert ask(Identify(token=mine), GUEST) == GUEST
    assert ask(Identify(token=other), GUEST).user_id == ann.user_id


def test_signing_out_twice_is_one_event(do, database, token):
    mine = token()

    do(SignOut(token=mine))
    do(SignOut(token=mine))

    assert ended(database) == 1


def test_the_servers_are_told_whose_session_ended(do, ann, heard, token):
    mine = token()

    do(SignOut(token=mine))
    do(SignOut(token=mine))

    assert heard() == [str(ann.user_id)]


@pytest.mark.parametrize("token", ["", "unknown", "\ud800", "x" * 10_000])
def test_an_unknown_token_changes_nothing(do, database, token):
    do(SignOut(token=token))

    with database.owner.connect() as connection:
        assert connection.scalar(text("select count(*) from commands")) == 0
