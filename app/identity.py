"""Whose session cookie it is, and why it may be nobody's."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from pydantic import SecretStr
from starlette.requests import Request

from app.config import settings
from app.cookie import COOKIE
from app.dispatch import ask, run
from commands.note_session_use import NoteSessionUse
from domain.access import GUEST, SYSTEM, Actor
from domain.errors import Unavailable
from domain.login import USE_NOTED
from queries.get_suspension import GetSuspension, Suspension
from queries.identify import Identify


async def identify(cookie_header: str, address: str) -> Actor:
    """Look up, on each event anew, whom a session cookie stands for."""
    token = COOKIE.read(cookie_header)
    person = await ask(Identify(token=SecretStr(token)), GUEST) if token else GUEST
    if person.user_id is None:
        return replace(GUEST, address=address, reads_as_guest=settings.guests_may_read)
    return settings.policy.limited(replace(person, address=address))


async def person_of(request: Request) -> Actor:
    """Whom the cookie of a request stands for."""
    return await identify(request.headers.get("cookie", ""), address_of(request))


async def note_use(person: Actor) -> None:
    """Keep the session from ending by resting: for what was not refused, once a minute at most.

    When it fails, a later event will do it.
    """
    now = datetime.now(UTC)
    if person.login_id and person.last_used_at and now - person.last_used_at > USE_NOTED:
        with suppress(Unavailable):
            await run(NoteSessionUse(login_id=person.login_id), SYSTEM)


def address_of(request: Request) -> str:
    """The network address that a request came from, as the edge saw it."""
    return request.client.host if request.client else ""


def guest(request: Request) -> Actor:
    """Whoever sends a request that is the same for everybody."""
    return replace(GUEST, address=address_of(request))


async def suspension(cookie_header: str) -> Suspension | None:
    """Look up why a cookie stands for nobody, where that is for its holder to know."""
    token = COOKIE.read(cookie_header)
    return await ask(GetSuspension(token=SecretStr(token)), GUEST) if token else None
