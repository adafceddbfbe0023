"""Whose session cookie it is, and why it may be nobody's."""

from dataclasses import replace

from pydantic import SecretStr

from app.config import settings
from app.cookie import COOKIE
from app.dispatch import ask
from domain.access import GUEST, Actor
from queries.get_suspension import GetSuspension, Suspension
from queries.identify import Identify


async def identify(cookie_header: str) -> Actor:
    """Look up, on each event anew, whom a session cookie stands for."""
    token = COOKIE.read(cookie_header)
    person = await ask(Identify(token=SecretStr(token)), GUEST) if token else GUEST
    if person.user_id is None:
        return replace(GUEST, reads_as_guest=settings.guests_may_read)
    return person


async def suspension(cookie_header: str) -> Suspension | None:
    """Look up why a cookie stands for nobody, where that is for its holder to know."""
    token = COOKIE.read(cookie_header)
    return await ask(GetSuspension(token=SecretStr(token)), GUEST) if token else None
