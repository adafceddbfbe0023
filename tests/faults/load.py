"""Clients that command without a pause and remember what was acknowledged."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from uuid import UUID

import httpx

from app.identity.cookies import COOKIE
from domain.ids import new_id
from tests.examples import PASSWORD
from tests.site import Site

PATIENCE = 15.0  # seconds


@dataclass
class Sent:
    """One command: `answer` is the status that the client got, 0 when it never got one."""

    id: UUID
    value: str
    answer: int = 0

    @property
    def is_acknowledged(self) -> bool:
        return 200 <= self.answer < 300


@dataclass
class Client:
    """Somebody signed in, who sends one command after the other to one of some servers."""

    servers: list[str]
    token: str = ""
    user_id: UUID | None = None
    sent: list[Sent] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)  # to every request, also to repeated ones
    dice: random.Random = field(default_factory=lambda: random.Random(7))

    async def work(self, stop: asyncio.Event) -> None:
        async with httpx.AsyncClient(timeout=PATIENCE) as http:
            while not stop.is_set():
                await self.command(http, stop)

    async def command(self, http: httpx.AsyncClient, stop: asyncio.Event) -> None:
        raise NotImplementedError

    async def send(
        self, http: httpx.AsyncClient, stop: asyncio.Event, path: str, value: str, body: object
    ) -> Sent:
        """Send it, and when the answer was lost, perhaps again: under the same id, until told."""
        sent = Sent(new_id(), value)
        self.sent.append(sent)
        headers = {"idempotency-key": str(sent.id), "cookie": f"{COOKIE.name}={self.token}"}
        method = "POST" if path.count("/") != 3 else "PATCH"
        insists = self.dice.random() < 0.5
        while True:
            url = self.dice.choice(self.servers) + path
            try:
                answer = await http.request(method, url, json=body, headers=headers)
            except httpx.HTTPError:
                await asyncio.sleep(0.05)
            else:
                sent.answer = answer.status_code
                self.answers.append(sent.answer)
            if sent.is_acknowledged or not insists or stop.is_set():
                return sent


class Editor(Client):
    """Writes one new line of the own profile after the other."""

    async def command(self, http: httpx.AsyncClient, stop: asyncio.Event) -> None:
        line = f"Line {len(self.sent)} of {new_id().hex[-6:]}"
        await self.send(http, stop, f"/api/users/{self.user_id}", line, {"user": {"bio": line}})


class Newcomers(Client):
    """One signs up after the other, in no hurry: each costs a password hash."""

    async def command(self, http: httpx.AsyncClient, stop: asyncio.Event) -> None:
        email = f"{new_id().hex[-12:]}@example.net"
        new = {"email": email, "name": "Newcomer", "password": PASSWORD}
        await self.send(http, stop, "/api/users", email, {"user": new})
        await asyncio.sleep(0.3)


@dataclass
class Moderator(Client):
    """Suspends somebody and reinstates them, again and again."""

    whom: UUID | None = None

    async def command(self, http: httpx.AsyncClient, stop: asyncio.Event) -> None:
        path = f"/api/users/{self.whom}"
        await self.send(http, stop, f"{path}/suspend", "SuspendUsers", {"reason": "Spam"})
        await self.send(http, stop, f"{path}/reinstate", "ReinstateUsers", None)


@dataclass
class Load:
    editors: list[Editor]
    newcomers: list[Newcomers]
    moderators: list[Moderator]

    @property
    def clients(self) -> list[Client]:
        return [*self.editors, *self.newcomers, *self.moderators]

    @property
    def sent(self) -> list[Sent]:
        return [sent for client in self.clients for sent in client.sent]

    @property
    def acknowledged(self) -> list[Sent]:
        return [sent for sent in self.sent if sent.is_acknowledged]

    @contextmanager
    def running(self) -> Iterator[None]:
        """They work until the block is left, and then wait for their last answers."""
        loop, stop = asyncio.new_event_loop(), asyncio.Event()

        async def work() -> None:
            await asyncio.gather(*(client.work(stop) for client in self.clients))

        thread = Thread(target=loop.run_until_complete, args=[work()])
        thread.start()
        try:
            yield
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join()
            loop.close()


def load_on(site: Site, *more_servers: str, editors: int = 6) -> Load:
    """New people of the site, at work on these servers."""
    servers = [site.url, *more_servers]

    def person(role: str) -> dict[str, object]:
        email = site.register("Busy", role)
        token, user_id = site.token(email), site.actor(email).user_id
        return {"servers": servers, "token": token, "user_id": user_id}

    victim = site.actor(site.register("Victim")).user_id
    return Load(
        [Editor(**person("member")) for _ in range(editors)],
        [Newcomers(servers)],
        [Moderator(**person("moderator"), whom=victim)],
    )
