"""What is answered before anything of ours runs."""

import logging
from typing import Final

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from app import refusals

LOG: Final = logging.getLogger("rollcall.edge")
API: Final = "/api/"
KINDS: Final = {"http": "request", "websocket": "socket"}


class Refused(Exception):
    """An answer before anything of ours runs; `reason` is the word for it in the audit."""

    def __init__(self, status: int, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.reason = status, reason


async def refuse(refused: Refused, scope: Scope, receive: Receive, send: Send) -> None:
    LOG.warning("refused a %s from %s: %s", KINDS[scope["type"]], scope["client"][0], refused)
    refusals.refused(scope["type"], refused.reason)
    if scope["type"] == "websocket":
        await receive()  # the handshake, which is answered with 403
        await send({"type": "websocket.close", "code": 1008})
        return
    await words(scope, str(refused), refused.status)(scope, receive, send)


def words(scope: Scope, sentence: str, status: int) -> Response:
    if scope["path"].startswith(API):
        return JSONResponse({"error": sentence}, status)
    return PlainTextResponse(sentence, status)
