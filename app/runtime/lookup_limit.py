"""Looking up people by their whole e-mail address: members may do it so many times a minute.

The answer tells whether the owner of an address is here; without a limit, a long list of addresses
would be tried in minutes. Staff see addresses anyway, and guests find nobody by one. Counted in
this process, because a query writes nothing.
"""

import unicodedata
from math import ceil
from threading import Lock
from typing import Final

from app.runtime.rate_limit import Allowance
from domain.access import Actor, Permission
from domain.errors import TooManyLookups

# Whoever types an address slowly searches at each letter behind the @.
A_MINUTE, AT_ONCE = 6, 30  # of one person
FROM_ADDRESS_A_MINUTE, FROM_ADDRESS_AT_ONCE = 30, 120  # of one network address

_of_person: Final = Allowance(A_MINUTE / 60, AT_ONCE)
_from_address: Final = Allowance(FROM_ADDRESS_A_MINUTE / 60, FROM_ADDRESS_AT_ONCE)
_lock: Final = Lock()  # queries are answered in many threads


def admit(query: object, actor: Actor) -> None:
    """Count the query if it looks somebody up by an address. Raises TooManyLookups."""
    is_counted = actor.user_id is not None and not actor.may(Permission.SEE_PRIVATE)
    if not is_counted or not _has_address(getattr(query, "search", "")):
        return
    with _lock:
        wait = _of_person.wait(str(actor.user_id)) or _from_address.wait(actor.address)
    if wait:
        raise TooManyLookups(ceil(wait))


def _has_address(search: str) -> bool:
    """Whether it may hold an address: with an @ in any form that search takes for one."""
    return "@" in unicodedata.normalize("NFKC", search)
