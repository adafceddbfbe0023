"""The body of a request, which is read before anything runs, and against a clock."""

import asyncio
from collections import Counter
from typing import Final

from starlette.types import Message, Receive, Scope

from app.config import settings
from app.http.origin import SAFE
from app.http.rejection import Refused

LARGEST_BODY: Final = 65_536
DEADLINE: Final = 15.0  # seconds for all of it
PAUSE: Final = 5.0  # seconds from one part to the next
PATIENCE: Final = 1.0  # seconds that a body has in any crowd
MOST: Final = 2_000  # that are waited for at once


class Bodies:
    """The bodies that this process waits for.

    Where there are too many, of one network address or of all together, the one that has been
    waited for longest gives way to a new one: an honest body is here within milliseconds.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._waiting: dict[asyncio.Timeout, str] = {}  # whose it is, the oldest first
        self._of: Counter[str] = Counter()

    async def whole(self, scope: Scope, receive: Receive) -> Receive:
        """Read the body before anything runs.

        Raises Refused when it is larger than any form of ours, too slow, or one too many.
        """
        if scope["method"] in SAFE:
            return receive
        address = scope["client"][0]
        self._make_room(address)
        try:
            async with asyncio.timeout(DEADLINE) as clock:
                self._waiting[clock] = address
                self._of[address] += 1
                try:
                    body = await _read(receive)
                finally:
                    self._forget(clock)
        except TimeoutError:
            raise Refused(408, "slow", "The request did not arrive in time.") from None
        waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replayed() -> Message:
            return waiting.pop() if waiting else await receive()

        return replayed

    def _make_room(self, address: str) -> None:
        if self._of[address] >= settings.requests_per_address:
            self._end(next(clock for clock, whose in self._waiting.items() if whose == address))
        elif len(self._waiting) >= self._most:
            self._end(next(iter(self._waiting)))

    def _end(self, clock: asyncio.Timeout) -> None:
        """Raises Refused for the new one when even the oldest has hardly had time to arrive."""
        now, end = asyncio.get_running_loop().time(), clock.when()
        if end is None or now < end - DEADLINE + PATIENCE:
            raise Refused(429, "crowded", "Too many requests at once.")
        clock.reschedule(now)
        self._forget(clock)

    def _forget(self, clock: asyncio.Timeout) -> None:
        if address := self._waiting.pop(clock, None):
            self._of[address] -= 1
            if not self._of[address]:
                del self._of[address]


async def _read(receive: Receive) -> bytes:
    body, more = bytearray(), True
    while more:
        async with asyncio.timeout(PAUSE):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "cut", "The request was cut on its way.")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_BODY:
            raise Refused(413, "too_large", "That is too much at once.")
    return bytes(body)
