"""Eight clients at once, each doing what comes to its mind: the summaries stay exact."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from commands.delete_post import DeletePost
from commands.follow_user import FollowUser
from commands.publish_post import PublishPost
from commands.register_user import RegisterUser
from commands.reinstate_users import ReinstateUsers
from commands.sign_in import SignIn
from commands.suspend_users import SuspendUsers
from commands.transaction import execute
from commands.unfollow_user import UnfollowUser
from commands.update_profile import UpdateProfile
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import DomainError
from domain.ids import new_id
from projections import daily_activity
from queries.user_statistics import UserStatistics
from tests.examples import PASSWORD
from tests.facts import differences


class Client:
    """40 commands on the same few people; `done` counts those that succeeded."""

    def __init__(self, number, database, shared):
        self.dice, self.database, self.shared = random.Random(number), database, shared
        self.done, self.posts = Counter(), []

    def work(self):
        for _ in range(40):
            who = self.dice.choice(self.shared)
            command, actor = self.command(who)
            with suppress(DomainError):
                answer = execute(command, actor, self.database.writing)
                self.done[type(command).__name__, who] += 1
                if isinstance(command, PublishPost):
                    self.posts.append((answer, actor))
        daily_activity.fold(self.database.writing)
        return self.done

    def command(self, who):
        dice, me = self.dice, Actor(Role.MEMBER, who)
        email, others = f"{dice.randrange(60)}@example.org", dice.sample(self.shared, 2)
        form = {"command_id": new_id(), "email": email, "name": "N", "password": PASSWORD}
        edit = {"user_id": who, "version": dice.randrange(1, 40), "name": email, "bio": ""}
        post, author = self.posts.pop() if self.posts and dice.random() < 0.5 else (new_id(), me)
        makers = [
            lambda: (RegisterUser(**form), GUEST),
            lambda: (SignIn(email=email, password=PASSWORD), GUEST),
            lambda: (UpdateProfile(command_id=new_id(), **edit), me),
            lambda: (PublishPost(command_id=new_id(), text="Hello"), me),
            lambda: (DeletePost(command_id=new_id(), post_id=post), author),
            lambda: (FollowUser(command_id=new_id(), user_id=others[0]), me),
            lambda: (UnfollowUser(command_id=new_id(), user_id=others[0]), me),
            lambda: (SuspendUsers(command_id=new_id(), user_ids=others, reason="Spam"), SYSTEM),
            lambda: (ReinstateUsers(command_id=new_id(), user_ids=others), SYSTEM),
        ]
        return dice.choice(makers)()


def test_random_commands_of_eight_clients_leave_no_difference(database, register, ask):
    shared = [register(f"Shared {n}") for n in range(4)]

    with ThreadPoolExecutor(8) as threads:
        work = [threads.submit(Client(n, database, shared).work) for n in range(8)]
        done = sum((each.result() for each in work), Counter())

    assert differences(database) == []
    figures = ask(UserStatistics())
    total = Counter()
    for (name, _), times in done.items():
        total[name] += times
    assert figures.total_users == len(shared) + total["RegisterUser"] > 20
    assert figures.total_posts == total["PublishPost"] - total["DeletePost"] > 0
    assert {name for name, _ in done} >= {"FollowUser", "UnfollowUser", "SuspendUsers"}
