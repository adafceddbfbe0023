"""Whether this process lives, and whether it can serve: asked by whatever watches over it."""

import asyncio
import logging
import time
from dataclasses import dataclass, field
from typing import Final

from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app.runtime.dispatch import ask, run
from commands.try_writing import TryWriting
from domain.access import GUEST, SYSTEM
from domain.errors import DiskFull, ReadOnly, Unavailable
from queries.identify import Identify

LOG: Final = logging.getLogger("rollcall.health")
PATIENCE: Final = 3.0  # seconds
TRIED_EVERY: Final = 5.0  # seconds: whoever asks more often gets the outcome of the last try
_NO_STORE: Final = {"cache-control": "no-store"}
_FAILURES: Final = Unavailable, TimeoutError, DBAPIError


@dataclass(slots=True)
class Writing:
    """Whether the database takes writes, tried at most once in `TRIED_EVERY` however many ask."""

    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _until: float = 0.0
    _failed: Exception | None = None

    async def require(self) -> None:
        """Raises what the last try failed with."""
        async with self._turn:
            if time.monotonic() >= self._until:
                self._until = time.monotonic() + TRIED_EVERY
                self._failed = TimeoutError()  # for those who come when this one gives up
                self._failed = await self._try()
        if self._failed:
            raise self._failed

    async def _try(self) -> Exception | None:
        try:
            async with asyncio.timeout(PATIENCE):
                await run(TryWriting(), SYSTEM)
        except _FAILURES as failed:
            return failed
        return None


_writing: Final = Writing()


async def live(_: Request) -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"}, headers=_NO_STORE)


async def ready(_: Request) -> JSONResponse:
    """The database answers and takes writes; 503 when not, or when it is of another version."""
    try:
        async with asyncio.timeout(PATIENCE):
            await ask(Identify(token=SecretStr("nobody")), GUEST)
            await _writing.require()
    except _FAILURES as failed:
        LOG.warning("not ready: %s", type(failed).__name__)
        answer = {"error": _sentence(failed)}
        return JSONResponse(answer, 503, headers=_NO_STORE)
    return JSONResponse({"status": "ok"}, headers=_NO_STORE)


def _sentence(failed: Exception) -> str:
    if isinstance(failed, DiskFull | ReadOnly):
        return str(failed)
    return "The database cannot be used."


ROUTES: Final = [
    Route("/health/live", live, methods=["GET"]),
    Route("/health/ready", ready, methods=["GET"]),
]
