"""Fixtures: events through Reflex's own processor, requests through the outermost callable."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import httpx
import pytest
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.state import BaseState, State
from reflex_base.event import Event
from reflex_base.event.processor import BaseStateEventProcessor
from sqlalchemy import update
from starlette.types import ASGIApp

from app.app import app as rollcall
from app.feedback.form_errors import show_failure
from app.identity.cookies import COOKIE
from commands.sign_in import SignIn
from domain.access import Actor, Role
from domain.ids import new_id
from domain.user import User
from tests.database import Database
from tests.examples import PASSWORD

USERS = User.metadata.tables["users"]


@pytest.fixture
def ben(register: Callable[..., UUID]) -> Actor:
    return Actor(Role.MEMBER, register("Ben"))


@pytest.fixture
def eve(register: Callable[..., UUID], database: Database) -> Actor:
    eve = Actor(Role.AUDITOR, register("Eve"))
    give_role(eve, Role.AUDITOR, database)
    return eve


def give_role(person: Actor, role: Role, database: Database) -> None:
    with database.owner.begin() as connection:
        connection.execute(update(USERS).values(role=role).where(USERS.c.id == person.user_id))


@pytest.fixture
def as_ann(ann: Actor, do: Callable) -> str:
    """The cookie of Ann, who has signed in; so with Ben and Eve."""
    return _cookie("ann", do)


@pytest.fixture
def as_ben(ben: Actor, do: Callable) -> str:
    return _cookie("ben", do)


@pytest.fixture
def as_eve(eve: Actor, do: Callable) -> str:
    return _cookie("eve", do)


def _cookie(name: str, do: Callable) -> str:
    token = do(SignIn(email=f"{name}@example.org", password=PASSWORD))
    return f"{COOKIE.name}={token}"


@dataclass
class Tab:
    """One tab of a browser: its state on the server, and all that was sent to it."""

    manager: StateManagerMemory = field(default_factory=StateManagerMemory)
    deltas: list[dict[str, dict[str, Any]]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    token: str = field(default_factory=lambda: str(new_id()))

    def sends(
        self,
        spec: Any,
        cookie: str = "",
        path: str = "/about",
        params: dict[str, str] | None = None,
    ) -> "Tab":
        """Handle one event, and all that follows from it, as the server does.

        `params` are those that the route of the page reads from the path.
        """
        self.deltas.clear()
        self.events.clear()
        asyncio.run(self._handle(spec, cookie, path, params or {}))
        return self

    async def _handle(self, spec: Any, cookie: str, path: str, params: dict[str, str]) -> None:
        processor = BaseStateEventProcessor(
            middleware=rollcall,
            backend_exception_handler=show_failure,
            graceful_shutdown_timeout=10,  # for what follows from the event
        )
        processor.configure(state_manager=self.manager)
        root = replace(
            processor._root_context, emit_delta_impl=self._delta, emit_event_impl=self._event
        )
        processor._root_context = root
        (event,) = Event.from_event_type(spec)
        place = {"pathname": path.partition("?")[0], "asPath": path, "query": params}
        headers = {"cookie": cookie, "origin": "http://localhost"}
        place |= {"headers": headers, "token": self.token, "sid": "s", "ip": "127.0.0.1"}
        async with processor:
            done = await processor.enqueue(self.token, replace(event, router_data=place))
            await asyncio.gather(done.wait_all(), return_exceptions=True)

    async def _delta(self, _: str, delta: Any) -> None:
        self.deltas.append(dict(delta))

    async def _event(self, _: str, *events: Event) -> None:
        self.events.extend(events)

    def state(self, cls: type[BaseState]) -> Any:
        async def read() -> Any:
            root = await self.manager.get_state(BaseStateToken(ident=self.token, cls=State))
            return await root.get_state(cls)

        return asyncio.run(read())

    @property
    def received(self) -> str:
        return str(self.deltas)

    @property
    def redirected_to(self) -> str | None:
        paths = [event.payload["path"] for event in self.events if event.name == "_redirect"]
        return str(paths[-1]) if paths else None


@pytest.fixture
def tab(product: None) -> Tab:
    return Tab()


Request = Callable[..., httpx.Response]


def client_of(app: ASGIApp, base_url: str = "http://localhost:8000") -> Request:
    """Send one request to an ASGI callable, with the headers that a page of ours would send."""

    async def sent(method: str, path: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=base_url) as client:
            return await client.request(method, path, **more)

    def request(method: str, path: str, **more: Any) -> httpx.Response:
        work: Coroutine[Any, Any, httpx.Response] = sent(method, path, **more)
        return asyncio.run(work)

    return request
