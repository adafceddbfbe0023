"""A page of the tests, with one handler of each kind."""

from typing import Any

import reflex as rx
from pydantic import SecretStr
from typing_extensions import TypedDict

from app.feedback.form_errors import answering
from app.identity.cookies import COOKIE
from app.identity.session_state import SessionState, actor, anyone, may, signed_in
from app.runtime.dispatch import run
from app.websocket.revocation import Revocation
from commands.sign_out import SignOut
from domain.access import Permission


class Fields(TypedDict):
    """What a form sends."""

    name: str


class Planted(SessionState):
    """Every kind of handler, a forgotten one among them."""

    done: list[str] = rx.field(default_factory=list)
    private: str = ""

    @rx.event
    async def forgotten(self) -> None:
        self.done = ["forgotten"]

    @rx.event
    @anyone
    async def open(self, text: str = "") -> None:
        self.done = [text or "open"]

    @rx.event
    @signed_in
    async def fill(self) -> None:
        self.private = f"private of {actor().name}"

    @rx.event
    @signed_in
    async def leave(self) -> list[Any]:
        """The session ends in the middle of what one click started, and its tab is looked at."""
        await run(SignOut(token=SecretStr(COOKIE.read(self.router.headers.cookie))), actor())
        return [Revocation.look_again(), Planted.fill()]

    @rx.event
    @may(Permission.SEE_PRIVATE)
    async def see(self) -> None:
        self.done = ["seen"]

    @rx.event
    @anyone
    async def fail(self) -> None:
        message = "hunter2"
        raise LookupError(message)

    @rx.event
    @anyone
    async def count(self, number: int, ids: list[str] | None = None) -> None:
        self.done = [str(number), *(ids or [])]

    @rx.event
    @anyone
    async def send(self, form: Fields) -> None:
        with answering(self, {}):
            self.done = [form["name"]]

    @rx.event
    @anyone
    async def untyped(self, anything) -> None:  # what the gate must refuse
        self.done = [anything]
