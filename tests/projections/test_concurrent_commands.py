"""Eight clients at once, each doing what comes to its mind: the summaries stay exact."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from commands.register_user import RegisterUser
from commands.sign_in import SignIn
from commands.transaction import execute
from commands.update_profile import UpdateProfile
from domain.access import GUEST, Actor, Role
from domain.errors import DomainError
from domain.ids import new_id
from projections import maintenance
from queries.get_user import GetUser
from queries.user_statistics import UserStatistics
from tests.examples import PASSWORD


def client(number, database, shared):
    """40 commands on the same few people; returns which succeeded."""
    dice, done = random.Random(number), Counter()
    for _ in range(40):
        who, email = dice.choice(shared), f"{dice.randrange(60)}@example.org"
        edit = {"user_id": who, "version": dice.randrange(1, 40), "name": email, "bio": ""}
        command, actor = dice.choice(
            [
                (
                    RegisterUser(command_id=new_id(), email=email, name="N", password=PASSWORD),
                    GUEST,
                ),
                (SignIn(email=email, password=PASSWORD), GUEST),
                (UpdateProfile(command_id=new_id(), **edit), Actor(Role.MEMBER, who)),
            ]
        )
        with suppress(DomainError):
            execute(command, actor, database.writing)
            done[type(command).__name__, who] += 1
    return done


def test_random_commands_of_eight_clients_leave_no_difference(database, register, ask):
    shared = [register(f"Shared {n}") for n in range(3)]

    with ThreadPoolExecutor(8) as threads:
        counts = threads.map(lambda number: client(number, database, shared), range(8))
        done = sum(counts, Counter())

    with database.owner.connect() as connection:
        assert list(maintenance.verify(connection)) == []
    registered = sum(n for (name, _), n in done.items() if name == "RegisterUser")
    assert ask(UserStatistics()).total_users == len(shared) + registered > 30
    for who in shared:
        # An edit that changed nothing also succeeds, and moves no version.
        edits = done["UpdateProfile", who]
        assert 1 <= ask(GetUser(user_id=who)).version <= 1 + edits
