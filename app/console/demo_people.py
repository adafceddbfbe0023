"""Demo people, what they wrote and whom they follow: rows of the write tables, made by dice."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, NamedTuple
from uuid import UUID

from app.console.demo_names import BIOS, POSTS, REASONS, SHARES, Script
from domain.access import Role
from domain.values import Status

MONTHS = 26  # since the first of them joined
Row = dict[str, Any]


class Member(NamedTuple):
    """What is to be known of somebody who writes and follows."""

    id: UUID
    joined: datetime


def users(dice: random.Random, people: int, now: datetime) -> Iterator[Row]:
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


def posts(dice: random.Random, authors: Sequence[Member], now: datetime) -> Iterator[Row]:
    """A few write much, many write little: a heavy tail."""
    for author, joined in authors:
        for _ in range(min(int(dice.paretovariate(1.1)) - 1, 60)):
            at = joined + (now - joined) * dice.random()
            row = {"id": _id(dice, at), "author_id": author, "text": dice.choice(POSTS)}
            yield row | {"inserted_at": at, "updated_at": at}


def follows(
    dice: random.Random, people: Sequence[Member], now: datetime, most: int
) -> Iterator[Row]:
    """Everybody follows a few, at most `most`; some are followed by many."""
    if len(people) < 2:  # noqa: PLR2004 - nobody follows oneself
        return
    most_fame = len(people) ** 0.75  # else one person can be whom everybody follows
    fame = list(accumulate(min(dice.paretovariate(1.1), most_fame) for _ in people))
    for follower in people:
        chosen = dice.choices(people, cum_weights=fame, k=dice.randrange(most + 1))
        for followed in dict.fromkeys(chosen):
            if followed is not follower:
                since = max(follower.joined, followed.joined)
                at = since + (now - since) * dice.random()
                ids = {"follower_id": follower.id, "followed_id": followed.id}
                yield ids | {"id": _id(dice, at), "inserted_at": at}


def _id(dice: random.Random, at: datetime) -> UUID:
    """A UUIDv7 of that moment, so that the order of ids is the order of joining."""
    value = int(at.timestamp() * 1000) << 80 | dice.getrandbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
