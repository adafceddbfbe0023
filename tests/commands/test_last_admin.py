"""There is always an active administrator, once there was one."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from threading import Barrier

import pytest
from sqlalchemy import event

from commands import transaction
from commands.change_role import ChangeRole
from commands.deactivate_user import DeactivateUser
from commands.reactivate_user import ReactivateUser
from commands.reinstate_users import ReinstateUsers
from commands.suspend_users import SuspendUsers
from commands.transaction import execute
from domain.access import SYSTEM, Role
from domain.errors import Forbidden, LastAdmin
from domain.ids import new_id
from queries.get_user import GetUser
from tests.examples import signed_in
from tests.facts import differences, rows


def deactivate(user_id):
    return DeactivateUser(command_id=new_id(), user_ids=[user_id])


def suspend(user_id):
    return SuspendUsers(command_id=new_id(), user_ids=[user_id], reason="Coup")


def demote(user_id):
    return ChangeRole(command_id=new_id(), user_id=user_id, role=Role.MEMBER)


def active_admins(database):
    query = "select id from user_summaries where role = 'admin' and status = 'active'"
    return [user_id for (user_id,) in rows(database, query)]


@pytest.fixture
def restore(do, ask):
    """Make an administrator of somebody again, whatever happened."""

    def restore(user_id):
        profile = ask(GetUser(user_id=user_id))
        ids = {"command_id": new_id(), "user_ids": [user_id]}
        undo = {
            "inactive": ReactivateUser(**ids),
            "suspended": ReinstateUsers(**ids),
            "active": ChangeRole(command_id=new_id(), user_id=user_id, role=Role.ADMIN),
        }
        do(undo[profile.status], SYSTEM)

    return restore


def test_of_two_administrators_who_remove_each_other_one_stays(
    database, do, appoint, restore, times, monkeypatch
):
    """Each of nine pairs of ways, twice: 18 duels; with `--long`, 1,008."""
    monkeypatch.setattr(transaction, "TRIES", 1)  # a deadlock is seen, not tried again
    pair = [appoint("Ada", Role.ADMIN), appoint("Bea", Role.ADMIN)]

    def strike(by, at, how, start):
        start.wait()
        try:
            execute(how(at.user_id), by, database.writing)
        except (Forbidden, LastAdmin):
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        for ways in list(product([deactivate, suspend, demote], repeat=2)) * times(2, 112):
            start = Barrier(2)
            pair = [  # the session of who was removed has ended
                replace(each, login_id=signed_in(do, f"{name}@example.org"))
                for each, name in zip(pair, ("ada", "bea"), strict=True)
            ]
            strikes = threads.map(strike, pair, reversed(pair), ways, [start] * 2)

            assert sorted(strikes) == [False, True]
            [winner] = active_admins(database)
            [loser] = {each.user_id for each in pair} - {winner}
            restore(loser)

    assert differences(database) == []


def test_of_eight_who_all_leave_at_once_one_stays(database, appoint, monkeypatch):
    monkeypatch.setattr(transaction, "TRIES", 1)  # a deadlock is seen, not tried again
    admins, start = [appoint(f"A{n}", Role.ADMIN) for n in range(8)], Barrier(8)

    def leave(admin):
        start.wait()
        try:
            execute(deactivate(admin.user_id), admin, database.writing)
        except LastAdmin:
            return admin.user_id

    with ThreadPoolExecutor(8) as threads:
        stayed = list(filter(None, threads.map(leave, admins)))

    assert stayed == active_admins(database)
    assert len(stayed) == 1


def test_an_administrator_who_is_not_active_does_not_count(do, appoint):
    ada, bea = appoint("Ada", Role.ADMIN), appoint("Bea", Role.ADMIN)
    do(suspend(bea.user_id), ada)

    for remove in (deactivate, suspend, demote):
        with pytest.raises(LastAdmin):
            do(remove(ada.user_id), SYSTEM)


def test_where_nobody_is_an_administrator_a_member_may_leave(do, here, census):
    do(deactivate(here.user_id), here)

    assert census() == (0, 1, 0)


def test_members_come_and_go_without_the_administrator(do, here, appoint, census):
    appoint("Ada", Role.ADMIN)

    do(deactivate(here.user_id), here)

    assert census() == (1, 1, 0)


def test_where_no_administrator_is_concerned_people_are_locked_once(database, appoint, ann):
    moderator, locks = appoint("Mo", Role.MODERATOR), []

    def note(_connection, _cursor, statement, *_):
        locks.extend(["users"] if "FOR NO KEY UPDATE" in statement else [])

    event.listen(database.writing, "before_cursor_execute", note)
    execute(suspend(ann.user_id), moderator, database.writing)
    event.remove(database.writing, "before_cursor_execute", note)

    assert locks == ["users"]
