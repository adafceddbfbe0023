import pytest
from sqlalchemy import text

from commands.ask_verification import AskVerification
from commands.settle_mail import SettleMail
from commands.take_mail import TakeMail
from commands.tidy import Tidy
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import Forbidden
from domain.ids import new_id
from queries.list_mails import ListMails
from tests.mails import Change, age


def counted(database, table):
    with database.owner.connect() as connection:
        return connection.scalar(text(f"select count(*) from {table}"))


@pytest.mark.parametrize("outcome", ["sent", "given_up"])
def test_a_mail_is_kept_for_thirty_days_after_its_end(do, ask, ann, database, outcome):
    do(AskVerification(command_id=new_id()), ann)
    do(SettleMail(mail_id=do(TakeMail(), SYSTEM).id, outcome=outcome), SYSTEM)
    age(database, "29 days")
    do(Tidy(), SYSTEM)
    assert len(ask(ListMails())) == 1

    age(database, "1 day")
    do(Tidy(), SYSTEM)

    assert ask(ListMails()) == ()


def test_a_mail_that_waits_is_kept(do, ask, ann, database):
    do(AskVerification(command_id=new_id()), ann)
    age(database, "100 days")

    do(Tidy(), SYSTEM)

    assert len(ask(ListMails())) == 1


def test_counts_of_tries_are_kept_for_a_day(do, ann, database):
    do(Tidy(), SYSTEM)
    assert counted(database, "tries") > 0

    do(Change("update tries set began_at = now() - interval '1 day'"))
    do(Tidy(), SYSTEM)

    assert counted(database, "tries") == 0


def test_a_session_is_kept_for_a_year_after_its_end(do, ann, database, sign_in):
    sign_in("Ann")
    do(Change("update logins set expires_at = now() - interval '364 days'"))
    do(Tidy(), SYSTEM)
    assert counted(database, "logins") == 1

    do(Change("update logins set expires_at = now() - interval '366 days'"))
    do(Tidy(), SYSTEM)

    assert counted(database, "logins") == 0


@pytest.mark.parametrize("actor", [GUEST, *(Actor(role, new_id()) for role in Role)])
def test_nobody_but_the_system_tidies(do, actor):
    with pytest.raises(Forbidden):
        do(Tidy(), actor)
