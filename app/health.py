"""Whether this process lives, and whether it can serve: asked by whatever watches over it."""

import asyncio
import logging
from typing import Final

from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app.dispatch import ask
from domain.access import GUEST
from domain.errors import Unavailable
from queries.identify import Identify

LOG: Final = logging.getLogger("rollcall.health")
PATIENCE: Final = 3.0  # seconds
_NO_STORE: Final = {"cache-control": "no-store"}


async def live(_: Request) -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"}, headers=_NO_STORE)


async def ready(_: Request) -> JSONResponse:
    """The database answers too, as to every event; 503 when it is away or of another version."""
    try:
        async with asyncio.timeout(PATIENCE):
            await ask(Identify(token=SecretStr("nobody")), GUEST)
    except (Unavailable, TimeoutError, DBAPIError) as away:
        LOG.warning("not ready: %s", type(away).__name__)
        answer = {"error": "The database cannot be used."}
        return JSONResponse(answer, 503, headers=_NO_STORE)
    return JSONResponse({"status": "ok"}, headers=_NO_STORE)


ROUTES: Final = [
    Route("/health/live", live, methods=["GET"]),
    Route("/health/ready", ready, methods=["GET"]),
]
