"""Demo people: a believable community, the same on every machine, counted back from today."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID

from psycopg import sql
from sqlalchemy import Connection, create_engine, pool, select

from app.console import demo_history
from app.console.demo_names import BIOS, POSTS, REASONS, SHARES, Script
from domain.access import Role
from domain.errors import Conflict
from domain.user import User
from domain.values import Status
from projections import maintenance

SEED = 20_261_123
MONTHS = 26  # since the first of them joined
Row = dict[str, Any]
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
    users = list(_users(dice, people, now))
    active = [user for user in users if user["status"] == Status.ACTIVE]
    _copy(connection, "users", users)
    _copy(connection, "posts", list(_posts(dice, active, now)))
    _copy(connection, "follows", list(_follows(dice, active, now)))


def _copy(connection: Connection, table: str, rows: Sequence[Row]) -> None:
    """The way in for many rows: five times as fast as inserting them."""
    if not rows:
        return
    names = sql.SQL(", ").join(map(sql.Identifier, rows[0]))
    copy = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), names)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(copy) as lines:
        for row in rows:
            lines.write_row(tuple(row.values()))


def _users(dice: random.Random, people: int, now: datetime) -> Iterator[Row]:
    """Oldest first; the community grows, so more of them joined lately."""
    ages = sorted((dice.random() ** 1.7 for _ in range(people)), reverse=True)
    scripts, shares = list(SHARES), list(SHARES.values())
    for number, age in enumerate(ages):
        joined = now - timedelta(days=30.4 * MONTHS * age, minutes=dice.random() * 10)
        name, spelling = _name(dice, dice.choices(scripts, shares)[0])
        status = dice.choices(list(Status), (94, 4, 2))[0]
        yield {
            "id": _id(dice, joined),
            "email": f"{spelling}{number}@example.{dice.choice(('org', 'net', 'com'))}",
            "name": name,
            "bio": dice.choice(BIOS),
            "password_hash": None,
            "status": status,
            "role": Role.MEMBER,
            "version": 1 if status == Status.ACTIVE else 2,
            "suspension_reason": dice.choice(REASONS) if status == Status.SUSPENDED else None,
            "inserted_at": joined,
            "updated_at": joined,
        }


def _name(dice: random.Random, script: Script) -> tuple[str, str]:
    (given, first), (family, last) = dice.choice(script.given), dice.choice(script.family)
    names = (family, given) if script.family_first else (given, family)
    return script.joint.join(names), f"{first}.{last}".replace("'", "")


def _posts(dice: random.Random, authors: list[Row], now: datetime) -> Iterator[Row]:
    """A few write much, many write little: a heavy tail."""
    for author in authors:
        for _ in range(min(int(dice.paretovariate(1.1)) - 1, 60)):
            at = author["inserted_at"] + (now - author["inserted_at"]) * dice.random()
            row = {"id": _id(dice, at), "author_id": author["id"], "text": dice.choice(POSTS)}
            yield row | {"inserted_at": at, "updated_at": at}


def _follows(dice: random.Random, people: list[Row], now: datetime) -> Iterator[Row]:
    """Everybody follows a few; some are followed by many."""
    if len(people) < 2:  # noqa: PLR2004 - nobody follows oneself
        return
    fame = list(accumulate(dice.paretovariate(0.9) for _ in people))
    for follower in people:
        chosen = dice.choices(people, cum_weights=fame, k=dice.randrange(12))
        for followed in {each["id"]: each for each in chosen if each is not follower}.values():
            since = max(follower["inserted_at"], followed["inserted_at"])
            at = since + (now - since) * dice.random()
            ids = {"follower_id": follower["id"], "followed_id": followed["id"]}
            yield ids | {"id": _id(dice, at), "inserted_at": at}


def _id(dice: random.Random, at: datetime) -> UUID:
    """A UUIDv7 of that moment, so that the order of ids is the order of joining."""
    value = int(at.timestamp() * 1000) << 80 | dice.getrandbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
