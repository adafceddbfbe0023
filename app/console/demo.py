"""Demo people: a believable community, the same on every machine, counted back from today."""

import random
from datetime import UTC, datetime

from sqlalchemy import Connection, create_engine, pool, select

from app.console import demo_history, demo_people
from app.console.copying import copy
from app.console.demo_people import Member
from domain.access import Role
from domain.errors import Conflict
from domain.user import User
from domain.values import Status
from projections import maintenance

SEED = 20_261_123
MOST_FOLLOWED = 11  # by one person
_USERS = User.metadata.tables["users"]


def load(owner_url: str, people: int) -> int:
    """Add this many people who cannot sign in, with all they did; how many were added.

    Raises Conflict, and changes nothing, when there is anybody but administrators.
    """
    engine = create_engine(owner_url, poolclass=pool.NullPool, hide_parameters=True)
    with engine.begin() as connection:
        maintenance.hold(connection)  # else somebody could join after this look at who is there
        if connection.scalar(select(_USERS.c.id).where(_USERS.c.role != Role.ADMIN).limit(1)):
            raise Conflict("There are people here already; demo people are for an empty directory.")
        _insert(connection, people)
        demo_history.write(connection)
        maintenance.fill(connection)
    return people


def _insert(connection: Connection, people: int) -> None:
    dice = random.Random(SEED)  # noqa: S311 - a game, not a secret
    now = datetime.now(UTC).replace(microsecond=0)
    users = list(demo_people.users(dice, people, now))
    active = [
        Member(user["id"], user["inserted_at"]) for user in users if user["status"] == Status.ACTIVE
    ]
    copy(connection, "users", users)
    copy(connection, "posts", demo_people.posts(dice, active, now))
    copy(connection, "follows", demo_people.follows(dice, active, now, MOST_FOLLOWED))
