"""Fixtures: programs that speak JSON to the product, each signed in as somebody or as nobody."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.http.frontend_build import Build
from app.http.middleware import Edge
from app.http.origin import Site
from app.http.post_limit import PostAllowance
from app.http_routes import api
from app.identity.cookies import COOKIE
from commands.change_role import ChangeRole
from commands.create_admin import CreateAdmin
from commands.sign_in import SignIn
from domain.access import SYSTEM, Role
from domain.ids import new_id
from tests.examples import PASSWORD

LOCAL = "http://localhost:8000"
EDGE = Edge(api, Site(None), Build(policy=""))
ASGI = httpx.ASGITransport(app=EDGE, raise_app_exceptions=False)
Sent = Coroutine[Any, Any, httpx.Response]


@pytest.fixture(autouse=True)
def nobody_posted(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests come from one network address; what one posts leaves the next its allowance."""
    monkeypatch.setattr(EDGE, "_posts", PostAllowance())


@dataclass
class Program:
    """It sends what it is told, and its cookie when it has one."""

    id: UUID | None = None
    cookie: str = ""
    site: str = ""  # where a server listens; without it there is none between
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, method: str, path: str, body: object = None, **headers: str):
        """`body` goes as JSON; without one there is none. `_` stands for `-` in headers."""
        return asyncio.run(self.sends(method, path, body, **headers))

    async def sends(self, method: str, path: str, body: object = None, **headers: str):
        content = None if body is None else json.dumps(body)
        own = self.headers | ({"cookie": self.cookie} if self.cookie else {})
        own |= {"content-type": "application/json"} if content else {}
        own |= {name.replace("_", "-"): value for name, value in headers.items()}
        transport = None if self.site else ASGI
        async with httpx.AsyncClient(transport=transport, base_url=self.site or LOCAL) as client:
            return await client.request(method, f"/api{path}", content=content, headers=own)


def at_once(*sent: Sent) -> list[int]:
    """The statuses of requests that are under way together, in order."""

    async def gathered() -> list[httpx.Response]:
        return await asyncio.gather(*sent)

    return sorted(answer.status_code for answer in asyncio.run(gathered()))


@pytest.fixture
def guest(product: None) -> Program:
    return Program()


@pytest.fixture
def signed_in(product: None, do: Callable, register: Callable[..., UUID]) -> Callable[..., Program]:
    """A program of a new person with this name and role."""

    def signed_in(name: str, role: Role = Role.MEMBER) -> Program:
        email = f"{name.lower()}@example.org"
        if role is Role.ADMIN:
            new = CreateAdmin(command_id=new_id(), email=email, name=name, password=PASSWORD)
            user_id = do(new, SYSTEM)
        else:
            user_id = register(name)
            do(ChangeRole(command_id=new_id(), user_id=user_id, role=role), SYSTEM)
        token = do(SignIn(email=email, password=PASSWORD))
        return Program(user_id, f"{COOKIE.name}={token}")

    return signed_in


@pytest.fixture
def ann(signed_in: Callable[..., Program]) -> Program:
    return signed_in("Ann")


@pytest.fixture
def ben(signed_in: Callable[..., Program]) -> Program:
    return signed_in("Ben")


@pytest.fixture
def moderator(signed_in: Callable[..., Program]) -> Program:
    return signed_in("Mo", Role.MODERATOR)


@pytest.fixture
def admin(signed_in: Callable[..., Program]) -> Program:
    return signed_in("Ada", Role.ADMIN)
