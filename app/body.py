"""The body of a request, which is read before anything runs."""

from typing import Final

from starlette.types import Message, Receive, Scope

from app.edge_answers import Refused
from app.site import SAFE

LARGEST_BODY: Final = 65_536


async def whole(scope: Scope, receive: Receive) -> Receive:
    """Read the body before anything runs. Raises Refused when no form of ours is that large."""
    if scope["method"] in SAFE:
        return receive
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "cut", "The request was cut on its way.")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_BODY:
            raise Refused(413, "too_large", "That is too much at once.")
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
