"""What is answered before anything of ours runs."""

import logging
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from app.http.accept_header import JSON
from app.http.problem import refusal
from app.runtime import refusal_counter

LOG: Final = logging.getLogger("rollcall.edge")
API: Final = "/api/"
KINDS: Final = {"http": "request", "websocket": "socket"}
# When to come back, and what to send instead.
_HEADERS: Final = {429: {"retry-after": "1"}, 415: {"accept": JSON}}


class Refused(Exception):
    """An answer before anything of ours runs; `reason` is its code, and its word in the audit."""

    def __init__(self, status: int, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.reason = status, reason


async def refuse(refused: Refused, scope: Scope, receive: Receive, send: Send) -> None:
    LOG.warning("refused a %s from %s: %s", KINDS[scope["type"]], scope["client"][0], refused)
    refusal_counter.refused(scope["type"], refused.reason)
    if scope["type"] == "websocket":
        await receive()  # the handshake, which is answered with 403
        await send({"type": "websocket.close", "code": 1008})
        return
    await words(scope, refused.status, refused.reason, str(refused))(scope, receive, send)


def words(scope: Scope, status: int, code: str, sentence: str) -> Response:
    headers, asked = _HEADERS.get(status), Headers(scope=scope)
    # The scripts of a page ask for JSON, too.
    if scope["path"].startswith(API) or JSON in asked.get("accept", ""):
        return refusal(asked, status, code, sentence, headers=headers)
    return PlainTextResponse(sentence, status, headers)
