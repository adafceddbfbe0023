"""A command decides by the row of who acts, not by what was read before it waited."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from commands.change_role import ChangeRole
from commands.deactivate_user import DeactivateUser
from commands.reactivate_user import ReactivateUser
from commands.reinstate_users import ReinstateUsers
from commands.suspend_users import SuspendUsers
from commands.transaction import execute
from domain.access import SYSTEM, Actor, Role
from domain.errors import Forbidden, NotFound
from domain.ids import new_id
from tests.facts import history

ON_OTHERS = {
    SuspendUsers: {"reason": "Spam"},
    ReinstateUsers: {},
    DeactivateUser: {},
    ReactivateUser: {},
}


def on(kind, user_id):
    return kind(command_id=new_id(), user_ids=[user_id], **ON_OTHERS[kind])


def role(user_id, role):
    return ChangeRole(command_id=new_id(), user_id=user_id, role=role)


@pytest.mark.parametrize("kind", ON_OTHERS, ids=lambda kind: kind.__name__)
def test_who_was_demoted_meanwhile_acts_upon_nobody(do, appoint, ann, kind):
    ada = appoint("Ada", Role.ADMIN)
    appoint("Bea", Role.ADMIN)
    do(role(ada.user_id, Role.MEMBER), SYSTEM)

    for command in (on(kind, ann.user_id), role(ann.user_id, Role.AUDITOR)):
        with pytest.raises(Forbidden):
            do(command, ada)


def test_who_was_deactivated_meanwhile_does_not_let_themselves_in_again(do, appoint):
    ada = appoint("Ada", Role.ADMIN)
    appoint("Bea", Role.ADMIN)
    do(on(DeactivateUser, ada.user_id), SYSTEM)

    with pytest.raises(Forbidden):
        do(on(ReactivateUser, ada.user_id), ada)


def test_who_is_not_there_acts_upon_nobody(do, ann):
    with pytest.raises((Forbidden, NotFound)):
        do(on(SuspendUsers, ann.user_id), Actor(Role.ADMIN, new_id()))


def test_who_is_suspended_while_the_command_waits_is_refused(database, appoint, ann):
    mo = appoint("Mo", Role.MODERATOR)
    suspended = text("update users set status = 'suspended' where id = :id")

    with ThreadPoolExecutor(1) as thread, database.owner.connect() as hold:
        hold.execute(text("select 1 from users where id = :id for update"), {"id": ann.user_id})
        revenge = thread.submit(execute, on(SuspendUsers, ann.user_id), mo, database.writing)
        wait_for_a_lock(database, revenge)
        hold.execute(suspended, {"id": mo.user_id})
        hold.commit()
        with pytest.raises(Forbidden):
            revenge.result()

    assert history(database, ann.user_id) == []


def wait_for_a_lock(database, command):
    with database.owner.connect() as connection:
        while not connection.scalar(text("select count(*) from pg_locks where not granted")):
            assert not command.done()
            time.sleep(0.01)
