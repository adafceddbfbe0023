"""A page of the tests, with one handler of each kind."""

import reflex as rx
from typing_extensions import TypedDict

from app.errors import answering
from app.session import SessionState, actor, anyone, may, signed_in
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
