"""Commands that meet: the database may refuse a try, and nobody notices."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, Thread

from sqlalchemy import text

from commands import transaction
from commands.register_user import RegisterUser
from commands.reinstate_users import ReinstateUsers
from commands.suspend_users import SuspendUsers
from commands.transaction import execute
from commands.update_profile import UpdateProfile
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import Conflict, EmailTaken
from domain.ids import new_id
from tests.console.processes import eventually
from tests.examples import PASSWORD
from tests.facts import differences, rows

# Sequences count also what is rolled back: of each person, every other try is refused.
REFUSE_EVERY_OTHER = """
create function refuse() returns trigger language plpgsql security definer as $$
begin
    if nextval('try_' || replace(new.id::text, '-', '')) % 2 = 1 then
        raise exception 'refused' using errcode = '{state}';
    end if;
    return new;
end $$;
create trigger refuse before update on users for each row execute function refuse();
"""
BLOCKED = "select exists (select from pg_locks where not granted)"


def refusing(database, people, state):
    with database.owner.begin() as connection:
        connection.execute(text(REFUSE_EVERY_OTHER.format(state=state)))
        for person in people:
            connection.execute(text(f"create sequence try_{person.hex}"))


def accepting(database, people):
    with database.owner.begin() as connection:
        connection.execute(text("drop function refuse cascade"))
        for person in people:
            connection.execute(text(f"drop sequence try_{person.hex}"))


def test_deadlocks_and_serialisation_failures_are_tried_again(database, register, times):
    people, edits = [register(f"P{n}") for n in range(16)], times(5, 625)

    def edit(person):
        for number in range(edits):
            command = UpdateProfile(command_id=new_id(), user_id=person, bio=f"Bio {number}")
            execute(command, Actor(Role.MEMBER, person), database.writing)

    for state in ("40001", "40P01"):
        refusing(database, people, state)
        try:
            with ThreadPoolExecutor(16) as threads:
                list(threads.map(edit, people))
        finally:
            accepting(database, people)

    counted = rows(database, "select distinct version from user_summaries")
    assert counted == [(2 * edits + 1,)]
    assert differences(database) == []


def test_who_loses_a_deadlock_wins_the_next_try(database, register):
    """The other side holds Bob and wants Ann; the command holds Ann and wants Bob."""
    ann, bob = sorted([register("Ann"), register("Bob")])
    lock = text("select from users where id = :id for update")
    suspend = SuspendUsers(command_id=new_id(), user_ids=[ann, bob], reason="Spam")
    with database.owner.begin() as other:
        other.execute(lock, {"id": bob})
        command = Thread(target=execute, args=[suspend, SYSTEM, database.writing])
        command.start()
        assert eventually(lambda: other.scalar(text(BLOCKED)))
        other.execute(lock, {"id": ann})
        ended = "select deadlocks from pg_stat_database where datname = current_database()"
    command.join()

    assert rows(database, "select distinct status from user_summaries") == [("suspended",)]
    assert eventually(lambda: rows(database, ended)[0][0] > 0)


def test_crossing_commands_never_lock_each_other_out(database, register, times, monkeypatch):
    """Sixteen threads, each on random sets of the same people in random order."""
    monkeypatch.setattr(transaction, "TRIES", 1)  # a deadlock is seen, not tried again
    people = [register(f"P{n}") for n in range(6)]

    def work(number):
        dice = random.Random(number)
        for _ in range(times(10, 625)):
            ids = {"command_id": new_id(), "user_ids": dice.sample(people, 3)}
            command = (
                SuspendUsers(**ids, reason="Spam") if dice.random() < 0.5 else ReinstateUsers(**ids)
            )
            with suppress(Conflict):
                execute(command, SYSTEM, database.writing)

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(work, range(16)))

    assert differences(database) == []


def test_of_a_hundred_spellings_of_one_address_one_signs_up(database, times):
    def sign_up(email, start):
        start.wait()
        new = {"email": email, "name": "Twin", "password": PASSWORD}
        try:
            return execute(RegisterUser(command_id=new_id(), **new), GUEST, database.writing)
        except EmailTaken:
            return None

    with ThreadPoolExecutor(100) as threads:
        for number in range(times(1, 100)):
            start, dice = Barrier(100), random.Random(number)
            name = f"somebody{number}"
            spellings = ["".join(dice.choice((c, c.upper())) for c in name) for _ in range(100)]
            addresses = [f"{spelling}@example.org" for spelling in spellings]
            won = list(filter(None, threads.map(sign_up, addresses, [start] * 100)))
            assert len(won) == 1

    assert differences(database) == []
