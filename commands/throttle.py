"""How often something may be tried: counted before it is done, and kept when it is refused.

A window begins with the first try and holds at most so many. The count is one upsert, committed
before the work begins, so of 100 tries at once no more than the limit pass.
"""

import hashlib
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, case, delete, func, update
from sqlalchemy.dialects.postgresql import insert

from domain.audit import Tries
from domain.errors import TooMany

_TRIES = Tries.metadata.tables["tries"]


@dataclass(frozen=True, slots=True)
class Limit:
    """`name` keeps the counts of different things apart."""

    name: str
    times: int
    within: timedelta

    def key(self, *subject: object) -> bytes:
        """Of an e-mail address, a network address, a person: the table holds only its hash."""
        return hashlib.sha256("\0".join([self.name, *map(str, subject)]).encode()).digest()


_FIVE_MINUTES, _HOUR, _DAY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)
# Of one account: from one device that it was used on before, from one network address, and from
# all devices that are strangers to it. Strangers never use up what the owner's device may try.
FROM_DEVICE: Final = Limit("password from device", 10, _FIVE_MINUTES)
FROM_ADDRESS: Final = Limit("password from address", 10, _FIVE_MINUTES)
FROM_STRANGERS: Final = Limit("password from strangers", 100, _DAY)
# Beyond that strangers are slowed down, not locked out: a lock would be theirs to turn. A network
# address from which it was tried more often that day is not among the few.
BEYOND: Final = Limit("password from strangers, slowly", 3, timedelta(minutes=15))
FROM_ADDRESS_TODAY: Final = Limit("password from address in a day", 10, _DAY)
# From one network address, for any accounts; a whole office may share one.
ANY_PASSWORD: Final = Limit("any password from address", 300, _FIVE_MINUTES)
SIGN_UPS: Final = Limit("sign-ups from address", 100, _HOUR)
LINKS_USED: Final = Limit("links used from address", 300, _HOUR)  # right and wrong ones
# Of one kind: the mails that strangers cause keep nobody from those that somebody waits for.
MAILS_TO: Final = Limit("mails to person", 5, _HOUR)
MAILS_ASKED: Final = Limit("mails asked for from address", 50, _HOUR)


def wait(connection: Connection, limit: Limit, *subject: object) -> int:
    """Count one try: 0 within the limit, else the seconds until there may be more.

    Others of this subject wait for the commit. The clock is that of the database, which is the
    same for every server.
    """
    new = insert(_TRIES).values(key=limit.key(*subject), count=1, began_at=func.now())
    over = _TRIES.c.began_at <= func.now() - limit.within
    counted = new.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": case((over, 1), else_=_TRIES.c.count + 1),
            "began_at": case((over, func.now()), else_=_TRIES.c.began_at),
        },
    )
    left = func.extract("epoch", _TRIES.c.began_at + limit.within - func.now())
    tries, seconds = connection.execute(counted.returning(_TRIES.c.count, left)).one()
    return 0 if tries <= limit.times else max(math.ceil(seconds), 1)


def count(connection: Connection, limit: Limit, *subject: object) -> bool:
    """Count one try; whether it is within the limit."""
    return not wait(connection, limit, *subject)


def require(connection: Connection, limit: Limit, *subject: object) -> None:
    """Count one try. Raises TooMany beyond the limit, and then this one need not be kept."""
    if seconds := wait(connection, limit, *subject):
        raise TooMany(seconds)


def take_back(connection: Connection, limit: Limit, *subject: object) -> None:
    """One try that was counted succeeded, and says nothing about the others."""
    mine = (_TRIES.c.key == limit.key(*subject)) & (_TRIES.c.count > 0)
    connection.execute(update(_TRIES).where(mine).values(count=_TRIES.c.count - 1))


def forget(connection: Connection, *keys: bytes) -> None:
    """What was tried succeeded: earlier tries no longer count.

    One after the other, in the order in which they are counted: nobody can deadlock.
    """
    for key in keys:
        connection.execute(delete(_TRIES).where(_TRIES.c.key == key))
