from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from commands.register_user import RegisterUser
from commands.transaction import execute
from domain.access import GUEST
from domain.errors import CommandReused, EmailTaken, Forbidden
from domain.ids import new_id
from projections import maintenance, user_statistics
from queries.get_user import GetUser
from queries.list_active_users import ListActiveUsers
from queries.user_statistics import UserStatistics

FORM = {"email": " Bob@Example.org ", "name": "Bob", "password": "correct horse battery"}


def form(**changes):
    return RegisterUser(**{"command_id": new_id()} | FORM | changes)


def test_who_registers_is_listed_and_counted_at_once(do, ask):
    user_id = do(form())

    assert [row.id for row in ask(ListActiveUsers()).rows] == [user_id]
    assert ask(GetUser(user_id=user_id)).email == "Bob@example.org"
    assert ask(UserStatistics()).active_users == ask(UserStatistics()).total_users == 1


def test_the_password_is_hashed_and_the_journal_never_sees_it(do, database):
    user_id = do(form())

    with database.owner.connect() as connection:
        row = connection.execute(text("select * from users")).one()
        assert row.id == user_id
        assert row.password_hash.startswith("$argon2id$")
        journal = connection.execute(
            text(
                "select c.name, c.actor_id, e.name, e.user_id, d.after"
                " from commands c join events e on e.command_id = c.id"
                " join event_details d on d.event_id = e.id"
            )
        ).one()
        details = {"email": "Bob@example.org", "name": "Bob", "role": "member"}
        assert journal == ("RegisterUser", None, "UserRegistered", user_id, details)


@pytest.mark.parametrize("email", ["ann@example.org", "ANN@EXAMPLE.ORG", " Ann@Example.org"])
def test_an_email_address_registers_once_in_any_case(do, ann, email):
    with pytest.raises(EmailTaken):
        do(form(email=email))


def test_a_bad_form_reports_every_field_at_once_and_hides_what_was_typed():
    with pytest.raises(ValidationError) as caught:
        form(email="bob", name=" ", password="hunter2")

    assert {error["loc"][0] for error in caught.value.errors()} == {"email", "name", "password"}
    assert "hunter2" not in str(caught.value)


def test_one_of_a_hundred_simultaneous_registrations_wins(database):
    start = Barrier(100)

    def register(n):
        start.wait()
        try:
            return execute(form(email=f"{'aA'[n % 2]}@example.org"), GUEST, database.writing)
        except EmailTaken:
            return None

    with ThreadPoolExecutor(100) as threads:
        winners = [winner for winner in threads.map(register, range(100)) if winner]

    assert len(winners) == 1
    with database.owner.connect() as connection:
        assert list(maintenance.verify(connection)) == []
        assert connection.scalar(text("select count(*) from commands")) == 1


def test_a_repeat_returns_the_first_answer_and_writes_nothing(do, database):
    command = form()

    assert do(command) == do(command)

    with database.owner.connect() as connection:
        assert connection.scalar(text("select count(*) from users")) == 1
        assert connection.scalar(text("select count(*) from events")) == 1


def test_simultaneous_repeats_get_one_answer(database):
    command, start = form(), Barrier(8)

    def register(_):
        start.wait()
        return execute(command, GUEST, database.writing)

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(register, range(8)))) == 1


def test_a_used_id_with_other_values_is_refused(do):
    command = form()
    do(command)

    with pytest.raises(CommandReused):
        do(form(command_id=command.command_id, name="Other"))


def test_who_is_signed_in_registers_nobody(do, ann):
    with pytest.raises(Forbidden):
        do(form(), ann)


def test_the_order_of_ids_is_the_order_of_joining(database):
    with ThreadPoolExecutor(16) as threads:
        list(
            threads.map(
                lambda n: execute(form(email=f"{n}@b.org"), GUEST, database.writing), range(100)
            )
        )

    with database.owner.connect() as connection:
        joined = "date_trunc('milliseconds', created_at)"
        by_id = connection.scalars(text(f"select {joined} from user_summaries order by id")).all()
    assert by_id == sorted(by_id)


def test_people_spread_over_all_slots_of_the_statistics():
    slots = [user_statistics.slot(new_id()) for _ in range(3_200)]

    assert set(slots) == set(range(32))
    assert max(map(slots.count, range(32))) < 200  # 100 expected; 10 standard deviations
