"""What comes in over a socket: one greeting, events, and the signs that the browser lives."""

from typing import Final

from starlette.types import Message, Receive

from app.refusals import refused

# As engine.io and socket.io write them, in the one namespace of Reflex: a pong, the greeting, and
# what the scripts of Reflex emit.
OURS: Final = "3", "40/_event,", '42/_event,["event",', '42/_event,["client_error",'


def plain(receive: Receive) -> Receive:
    """The messages of a socket, without those that no page of ours sends.

    Parts of an event would be collected without any limit; who took leave could greet again on the
    same socket, as somebody new who has sent nothing yet; and answers to pings nobody would fetch.
    """

    async def heard() -> Message:
        while _is_foreign(message := await receive()):
            refused("websocket", "malformed")
        return message

    return heard


def _is_foreign(message: Message) -> bool:
    if message["type"] != "websocket.receive":
        return False
    return not (message.get("text") or "").startswith(OURS)
