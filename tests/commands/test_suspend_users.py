from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier
from time import perf_counter

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from commands import transaction
from commands.sign_in import SignIn
from commands.suspend_users import SuspendUsers
from commands.transaction import execute
from domain.access import GUEST, SYSTEM, Role
from domain.errors import BadCredentials, EndsInPast, Forbidden, LastAdmin, WrongStatus
from domain.ids import new_id
from projections import maintenance
from queries.get_suspension import GetSuspension, Suspension
from queries.get_user import GetUser
from queries.list_active_users import ListActiveUsers
from tests.examples import PASSWORD
from tests.facts import differences, history, rows

TOMORROW = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
def moderator(appoint):
    return appoint("Mo", Role.MODERATOR)


def suspend(*people, **changes):
    user_ids = [person.user_id for person in people]
    values = {"command_id": new_id(), "user_ids": user_ids, "reason": "Spam"}
    return SuspendUsers(**values | changes)


def many(database, count, named="Person"):
    """The ids of new people; of names that nobody has yet."""
    people = text(
        "insert into users (id, email, name, role, version)"
        " select uuidv7(), :named || n || '@example.org', :named || n, 'member', 1"
        " from generate_series(1, :count) n returning id"
    )
    with database.owner.begin() as connection:
        user_ids = list(connection.scalars(people, {"count": count, "named": named}))
        maintenance.fill(connection)
    return user_ids


def test_who_is_suspended_is_counted_as_such_and_listed_no_more(do, ask, moderator, ann, census):
    do(suspend(ann, until=TOMORROW), moderator)

    assert census() == (1, 0, 1)
    assert [row.name for row in ask(ListActiveUsers()).rows] == ["Mo"]
    profile = ask(GetUser(user_id=ann.user_id))
    assert (profile.status, profile.suspended_until) == ("suspended", TOMORROW)
    assert profile.suspension_reason == "Spam"


def test_without_an_end_it_lasts_until_somebody_ends_it(do, ask, moderator, ann):
    do(suspend(ann), moderator)

    assert ask(GetUser(user_id=ann.user_id)).suspended_until is None


def test_who_is_suspended_is_refused_in_the_words_of_a_wrong_password(do, moderator, ann):
    with pytest.raises(BadCredentials) as wrong:
        do(SignIn(email="ann@example.org", password="wrong"))

    do(suspend(ann), moderator)

    with pytest.raises(BadCredentials) as suspended:
        do(SignIn(email="ann@example.org", password=PASSWORD))
    assert str(suspended.value) == str(wrong.value)


def test_every_session_ends_and_says_why(do, ask, moderator, ann, sign_in, who):
    tokens = [sign_in("Ann"), sign_in("Ann")]
    others = sign_in("Mo")

    do(suspend(ann, until=TOMORROW), moderator)

    assert [who(token) for token in tokens] == [GUEST, GUEST]
    assert who(others).name == "Mo"
    assert ask(GetSuspension(token=tokens[0]), GUEST) == Suspension("Spam", TOMORROW)


def test_nobody_gets_in_while_being_suspended(database, do, moderator, register, who, monkeypatch):
    """Whichever comes first: no session is left, however close signing in and suspending are."""
    monkeypatch.setattr(transaction, "TRIES", 1)  # a deadlock is seen, not tried again
    for n in range(20):
        user_id, start = register(f"P{n}"), Barrier(2)

        def sign_in(n=n, start=start):
            start.wait()
            with suppress(BadCredentials):
                sign_in = SignIn(email=f"p{n}@example.org", password=PASSWORD)
                return execute(sign_in, GUEST, database.writing)

        with ThreadPoolExecutor(1) as thread:
            token = thread.submit(sign_in)
            start.wait()
            do(suspend(user_ids=[user_id]), moderator)
        assert token.result() is None or who(token.result()) == GUEST
    assert rows(database, "select user_id from sign_ins where ended_at is null") == [
        (moderator.user_id,)
    ]


def test_the_history_keeps_reason_and_end(do, database, moderator, ann):
    do(suspend(ann, until=TOMORROW.astimezone(timezone(timedelta(hours=2)))), moderator)

    [(event, before, after)] = history(database, ann.user_id)
    assert (event, before) == ("UserSuspended", {"status": "active"})
    end = datetime.fromisoformat(after.pop("until"))
    assert (after, end) == ({"status": "suspended", "reason": "Spam"}, TOMORROW)


def test_nobody_suspends_oneself(do, moderator, ann, census):
    for people in ([moderator], [ann, moderator]):
        with pytest.raises(Forbidden, match="You cannot suspend yourself"):
            do(suspend(*people), moderator)
    assert census() == (2, 0, 0)


@pytest.mark.parametrize("ago", [timedelta(), timedelta(days=1)])
def test_the_end_is_still_to_come(do, moderator, ann, census, ago):
    with pytest.raises(EndsInPast) as caught:
        do(suspend(ann, until=datetime.now(UTC) - ago), moderator)
    assert caught.value.field == "until"
    assert census() == (2, 0, 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [("reason", " "), ("reason", "x" * 501), ("until", "2099-01-01T12:00"), ("until", "soon")],
)
def test_a_reason_is_given_and_an_end_says_where_it_is_noon(ann, field, value):
    with pytest.raises(ValidationError) as caught:
        suspend(ann, **{field: value})
    assert [error["loc"][0] for error in caught.value.errors()] == [field]


def test_all_or_nobody_and_the_sentence_says_who_stands_in_the_way(do, moderator, appoint, census):
    people = [appoint(name) for name in ("Ann", "Bob", "Cleo", "Dan")]
    do(suspend(*people[1:]), moderator)

    sentence = r"^Bob is already suspended, and 2 others cannot be suspended either\.$"
    with pytest.raises(WrongStatus, match=sentence):
        do(suspend(*people), moderator)
    assert census() == (2, 0, 3)


def test_the_last_active_administrator_cannot_be_suspended(do, appoint, census):
    admin = appoint("Ada", Role.ADMIN)

    with pytest.raises(LastAdmin):
        do(suspend(admin), SYSTEM)
    assert census() == (1, 0, 0)


def test_the_same_people_in_another_order_are_a_repeat(do, moderator, register, census):
    user_ids = [register(f"P{n}") for n in range(9)]
    command = suspend(user_ids=user_ids)

    do(command, moderator)
    do(suspend(command_id=command.command_id, user_ids=reversed(user_ids)), moderator)

    assert census() == (1, 0, 9)


def test_five_hundred_people_are_suspended_in_a_moment(do, database, moderator, census):
    user_ids = many(database, 500)
    start = perf_counter()

    do(suspend(user_ids=user_ids), moderator)

    assert perf_counter() - start < 5  # seconds; some 0.1 on an idle machine
    assert census() == (1, 0, 500)
    assert differences(database) == []


def test_one_of_eight_overlapping_suspensions_wins(database, moderator, census, monkeypatch):
    """Each has people of its own, and 100 whom all of them have."""
    monkeypatch.setattr(transaction, "TRIES", 1)  # a deadlock is seen, not tried again
    shared, start = many(database, 100), Barrier(8)
    own = [many(database, 10, f"Own{n}") for n in range(8)]

    def overlapping(n):
        start.wait()
        try:
            execute(suspend(user_ids=shared + own[n]), moderator, database.writing)
        except WrongStatus:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(overlapping, range(8)))

    assert sorted(outcomes) == [False] * 7 + [True]
    assert census() == (1 + 7 * 10, 0, 110)
    assert differences(database) == []
