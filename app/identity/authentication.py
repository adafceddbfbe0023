"""Whose session cookie it is, and why it may be nobody's."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import ClassVar, Generic, TypeVar

from pydantic import SecretStr
from sqlalchemy import Connection
from starlette.requests import Request

from app.config import settings
from app.identity.cookies import COOKIE
from app.runtime import lookup_limit
from app.runtime.dispatch import ask, run
from commands.note_session_use import NoteSessionUse
from domain.access import GUEST, SYSTEM, Actor, Permission
from domain.errors import DomainError, Unavailable
from queries.get_suspension import GetSuspension, Suspension
from queries.identify import Identify
from queries.reading import Query

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Asked(Generic[R]):
    """A query, and the session of who asks it: both on one connection, in one turn of a thread."""

    permission: ClassVar = Permission.SIGN_IN

    token: str
    address: str
    query: Query[R]

    @property
    def one_statement(self) -> bool:
        return getattr(self.query, "one_statement", False)

    def fetch(self, connection: Connection, actor: Actor) -> tuple[Actor, R | DomainError]:
        """Who asks, and the answer or the refusal, which is for that person."""
        identify = Identify(token=SecretStr(self.token))
        person = _at(self.address, identify.fetch(connection, actor) if self.token else GUEST)
        try:
            person.require(self.query.permission)
            lookup_limit.admit(self.query, person)
            return person, self.query.fetch(connection, person)
        except DomainError as refusal:
            return person, refusal


async def identify(cookie_header: str, address: str) -> Actor:
    """Look up, on each event anew, whom a session cookie stands for."""
    token = COOKIE.read(cookie_header)
    return _at(address, await ask(Identify(token=SecretStr(token)), GUEST) if token else GUEST)


def _at(address: str, person: Actor) -> Actor:
    if person.user_id is None:
        return replace(GUEST, address=address, reads_as_guest=settings.guests_may_read)
    return settings.policy.limited(replace(person, address=address))


async def person_of(request: Request) -> Actor:
    """Whom the cookie of a request stands for."""
    return await identify(request.headers.get("cookie", ""), address_of(request))


async def answered(request: Request, query: Query[R]) -> tuple[Actor, R | DomainError]:
    """Whom the cookie stands for, and what that person is answered."""
    token = COOKIE.read(request.headers.get("cookie", ""))
    return await ask(_Asked(token, address_of(request), query), GUEST)


async def note_use(person: Actor) -> None:
    """Keep the session from ending by resting: for what was not refused, once a minute at most.

    When it fails, a later event will do it.
    """
    if person.login_id and person.use_is_due:
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
