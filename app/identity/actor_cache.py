"""Who was found in front of a tab, for what the server itself lets follow from an event.

A page that is opened or turned to is one event of a browser and two or three of the server, within
milliseconds. Whose session it is was looked up for the first; these follow from it and share the
answer. When a session changes meanwhile, `app.websocket.revocation` looks at its tabs again, and
then nothing that was found before is shared any more.
"""

import time
from typing import Final, NamedTuple

from reflex_base.event.context import EventContext

from domain.access import Actor

SHARED_FOR: Final = 1.0  # seconds; what waited longer is looked up again
MOST: Final = 1_000  # the oldest are forgotten first: they are of no use any more


class _Look(NamedTuple):
    cookie: str
    person: Actor
    at: float


class Looks:
    """By the id of the event that was looked at. A browser can name none of them."""

    def __init__(self) -> None:
        self._looks: dict[str, _Look] = {}

    def shared(self, event: EventContext, cookie: str) -> Actor | None:
        """Who was found for the event that this one follows from; None when it has to be asked."""
        look = self._looks.get(event.parent_txid or "")
        if look is None or look.cookie != cookie or time.monotonic() - look.at > SHARED_FOR:
            return None
        self._keep(event, look)
        return look.person

    def found(self, event: EventContext, cookie: str, person: Actor) -> None:
        self._keep(event, _Look(cookie, person, time.monotonic()))

    def forget(self) -> None:
        """Somebody's session has changed: everybody is looked up again."""
        self._looks.clear()

    def _keep(self, event: EventContext, look: _Look) -> None:
        if len(self._looks) >= MOST:
            del self._looks[next(iter(self._looks))]
        self._looks[event.txid] = look
