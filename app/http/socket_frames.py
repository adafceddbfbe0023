"""What comes in over a socket: one greeting, events, and the signs that the browser lives."""

import asyncio
from typing import Final

from starlette.types import Message, Receive, Send

from app.runtime.refusal_counter import refused

# As engine.io and socket.io write them, in the one namespace of Reflex: a pong, the greeting, and
# what the scripts of Reflex emit.
OURS: Final = "3", "40/_event,", '42/_event,["event",', '42/_event,["client_error",'
GREETING: Final = OURS[1]
GREETS_WITHIN: Final = 10.0  # seconds; a page greets with its first message
READS_WITHIN: Final = 30.0  # seconds until there is room for what is said to it


class Talk:
    """What is said on one socket, to us and by us, without what no page of ours sends.

    Parts of an event would be collected without any limit; who took leave could greet again on the
    same socket, as somebody new who has sent nothing yet; and answers to pings nobody would fetch.
    Whoever does not greet in time, or does not read what is sent, is taken to have left.
    """

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._limit: float | None = asyncio.get_running_loop().time() + GREETS_WITHIN
        self._clock: asyncio.Timeout | None = None

    async def receive(self) -> Message:
        """The next message of a page; that it has left when its time is over."""
        try:
            async with asyncio.timeout_at(self._limit) as self._clock:
                message = await self._next()
        except TimeoutError:
            refused("websocket", "slow")
            return {"type": "websocket.disconnect", "code": 1008}
        finally:
            self._clock = None
        if (message.get("text") or "").startswith(GREETING):
            self._limit = None
        return message

    async def send(self, message: Message) -> None:
        """Raises TimeoutError when nobody reads; then nothing is received any more, either."""
        try:
            async with asyncio.timeout(READS_WITHIN):
                await self._send(message)
        except TimeoutError:
            self._limit = asyncio.get_running_loop().time()
            if self._clock:
                self._clock.reschedule(self._limit)
            raise

    async def _next(self) -> Message:
        while _is_foreign(message := await self._receive()):
            refused("websocket", "malformed")
        return message


def _is_foreign(message: Message) -> bool:
    if message["type"] != "websocket.receive":
        return False
    return not (message.get("text") or "").startswith(OURS)
