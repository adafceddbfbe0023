from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from commands import register_user
from commands.register_user import RegisterUser
from commands.transaction import execute
from commands.verify_email import VerifyEmail
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import (
    CommandReused,
    EmailNotAdmitted,
    EmailTaken,
    Forbidden,
    SignUpClosed,
    TooMany,
    WeakPassword,
)
from domain.ids import new_id
from domain.mail import MailKind
from domain.policy import Policy
from projections import maintenance, user_statistics
from queries.get_user import GetUser
from queries.list_active_users import ListActiveUsers
from queries.list_history import ListHistory
from queries.user_statistics import UserStatistics
from tests.facts import differences
from tests.mails import MAILING, Change, link, sent, waiting

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


def test_where_mail_is_configured_a_newcomer_is_mailed_a_link(do, database):
    user_id = do(form(), GUEST, MAILING)

    do(VerifyEmail(command_id=new_id(), token=link(do, MailKind.VERIFY_EMAIL)))

    with database.owner.connect() as connection:
        verified = text("select email_verified_at is not null from users where id = :id")
        assert connection.scalar(verified, {"id": user_id})


def test_without_mail_nobody_is_mailed(do, ann):
    assert sent(do) == []


@pytest.mark.parametrize("email", ["ann@example.org", "ANN@Example.org"])
def test_a_taken_address_is_answered_like_a_new_one_and_its_owner_is_told(
    do, ask, ann, database, email
):
    answer = do(form(email=email), GUEST, MAILING)

    assert answer != ann.user_id
    assert waiting(database) == [("address_in_use", "ann@example.org")]
    assert [row.id for row in ask(ListActiveUsers()).rows] == [ann.user_id]


def test_a_repeat_about_a_taken_address_gets_the_first_answer_too(do, ann, database):
    command = form(email="ann@example.org")

    assert do(command, GUEST, MAILING) == do(command, GUEST, MAILING)
    assert len(waiting(database)) == 1


def test_the_owner_of_a_taken_address_gets_five_mails_an_hour(do, ann, database):
    for _ in range(8):
        do(form(email="ann@example.org"), GUEST, MAILING)

    assert len(waiting(database)) == 5


def test_of_twenty_neutral_sign_ups_at_once_one_makes_the_account(database):
    start = Barrier(20)

    def register(_):
        start.wait()
        return execute(form(), GUEST, database.writing, MAILING)

    with ThreadPoolExecutor(20) as threads:
        assert len(set(threads.map(register, range(20)))) == 20

    with database.owner.connect() as connection:
        assert connection.scalar(text("select count(*) from users")) == 1
    assert differences(database) == []
    kinds = [kind for kind, _ in waiting(database)]
    assert kinds == ["verify_email"] + ["address_in_use"] * 5


def test_only_addresses_of_admitted_domains_sign_up(do):
    admitted = Policy(sign_up_domains=frozenset({"example.org"}))

    do(form(), GUEST, admitted)
    for other in ("eve@example.com", "eve@sub.example.org", "eve@notexample.org"):
        with pytest.raises(EmailNotAdmitted, match=r"an e-mail address of example\.org"):
            do(form(email=other), GUEST, admitted)


CLOSED = Policy(sign_up_domains=frozenset())


def test_nobody_signs_up_where_it_is_closed(do):
    with pytest.raises(SignUpClosed):
        do(form(), GUEST, CLOSED)


def test_where_it_is_closed_administrators_add_people(do, ask, register):
    admin = Actor(Role.ADMIN, register("Ada"))

    user_id = do(form(), admin, CLOSED)

    assert ask(GetUser(user_id=user_id)).name == "Bob"


def test_an_administrator_without_a_demanded_second_factor_adds_nobody(do, register):
    demanding = Policy(sign_up_domains=frozenset(), admins_need_second_factor=True)

    with pytest.raises(Forbidden):
        do(form(), demanding.limited(Actor(Role.ADMIN, register("Ada"))), demanding)


def test_administrators_too_add_only_addresses_of_admitted_domains(do, register):
    admin = Actor(Role.ADMIN, register("Ada"))

    with pytest.raises(EmailNotAdmitted):
        do(form(email="eve@example.com"), admin, Policy(sign_up_domains=frozenset({"example.org"})))


@pytest.mark.parametrize("weak", ["passwordpassword", "bob@example.org bob", "aaaaaaaaaaaaaaaaaaa"])
def test_a_password_that_is_easy_to_guess_is_named(do, weak):
    with pytest.raises(WeakPassword) as refused:
        do(form(password=weak))

    assert refused.value.field == "password"


def test_a_sign_up_counts_before_its_password_is_judged(do, monkeypatch):
    here = replace(GUEST, address="192.0.2.1")
    for _ in range(2):
        with pytest.raises(WeakPassword):
            do(form(password="passwordpassword"), here)
    do(Change("update tries set count = count + 98"))

    monkeypatch.setattr(register_user, "require_strong", None)
    with pytest.raises(TooMany):
        do(form(password="passwordpassword"), here)


def test_one_network_address_signs_up_a_hundred_times_an_hour(do, monkeypatch):
    here, there = (replace(GUEST, address=f"192.0.2.{n}") for n in (1, 2))
    do(form(), here)
    do(Change("update tries set count = 99"))
    do(form(email="ann@example.org"), here)

    monkeypatch.setattr(register_user, "hash_password", None)  # it is refused before any hashing
    with pytest.raises(TooMany):
        do(form(email="eve@example.org"), here)
    monkeypatch.undo()
    do(form(email="eve@example.org"), there)
    do(form(email="cleo@example.org"), SYSTEM)


def test_whom_an_administrator_adds_is_not_counted_and_said_to_be_added(do, ask, register):
    admin = Actor(Role.ADMIN, register("Ada"), address="192.0.2.1")
    do(form(), replace(GUEST, address="192.0.2.1"))
    do(Change("update tries set count = 100"))

    user_id = do(form(email="ann@example.org"), admin)

    [added] = ask(ListHistory(user_id=user_id)).rows
    assert (added.event, added.actor_name) == ("UserRegistered", "Ada")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MODERATOR, Role.AUDITOR])
def test_nobody_else_adds_others(do, register, role):
    person = Actor(role, register("Mo"))

    with pytest.raises(Forbidden):
        do(form(), person)


@pytest.mark.parametrize(("most", "admitted"), [(1, 1), (150, 3), (None, 3)])
def test_how_many_sign_up_from_one_address_is_a_setting(do, most, admitted):
    policy, here = Policy(sign_ups_per_address=most), replace(GUEST, address="192.0.2.1")

    def sign_up(number):
        try:
            return do(form(email=f"p{number}@example.org"), here, policy)
        except TooMany:
            return None

    first, *others = [sign_up(number) for number in range(3)]
    assert first
    assert len([first, *filter(None, others)]) == admitted
