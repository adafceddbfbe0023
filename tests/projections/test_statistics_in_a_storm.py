"""The figures equal a count of the rows in every snapshot, while commands storm."""

import threading

from sqlalchemy import text

from commands.change_role import ChangeRole
from commands.delete_post import DeletePost
from commands.publish_post import PublishPost
from commands.register_user import RegisterUser
from commands.suspend_users import SuspendUsers
from commands.transaction import execute
from domain.access import SYSTEM, Actor, Role
from domain.ids import new_id
from tests.examples import PASSWORD

COUNTED = """
select count(*), count(*) filter (where status = 'active'),
    count(*) filter (where status = 'inactive'), count(*) filter (where status = 'suspended'),
    (select count(*) from posts),
    count(*) filter (where role = 'member'), count(*) filter (where role = 'auditor')
from users
"""
SHOWN = """
select sum(total_users), sum(active_users), sum(inactive_users), sum(suspended_users),
    sum(total_posts), sum(members), sum(auditors)
from user_statistics
"""


def test_the_numbers_are_exact_in_every_snapshot_during_a_storm(database):
    stop = threading.Event()

    def do(command, actor):
        return execute(command, actor, database.writing)

    def write(worker):
        n = 0
        while not stop.is_set():
            n += 1
            form = {"email": f"{worker}.{n}@example.org", "name": "Ann", "password": PASSWORD}
            ann = do(RegisterUser(command_id=new_id(), **form), SYSTEM)
            member = Actor(Role.MEMBER, ann)
            posts = [do(PublishPost(command_id=new_id(), text="Hello"), member) for _ in "ab"]
            do(DeletePost(command_id=new_id(), post_id=posts[0]), member)
            do(ChangeRole(command_id=new_id(), user_id=ann, role=Role.AUDITOR), SYSTEM)
            do(SuspendUsers(command_id=new_id(), user_ids=[ann], reason="Spam"), SYSTEM)

    most = [0] * 7  # that any snapshot had of each figure
    threads = [threading.Thread(target=write, args=[worker]) for worker in range(2)]
    [thread.start() for thread in threads]
    try:
        owner = database.owner.execution_options(isolation_level="REPEATABLE READ")
        for _ in range(1_000):
            with owner.connect() as connection:
                counted = connection.execute(text(COUNTED)).one()
                shown = connection.execute(text(SHOWN)).one()
                assert counted == shown
                most = list(map(max, most, counted))
    finally:
        stop.set()
        [thread.join() for thread in threads]
    assert min(most[0], *most[3:]) > 0
