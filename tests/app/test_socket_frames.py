"""A socket on which nobody speaks, or nobody listens, is taken to have been left."""

import asyncio

import pytest
from starlette.types import Message

from app.http import socket_frames
from app.http.socket_frames import GREETING, Talk


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_frames, "GREETS_WITHIN", 0.05)
    monkeypatch.setattr(socket_frames, "READS_WITHIN", 0.05)


async def _never(*_: object) -> Message:
    await asyncio.sleep(9)
    raise AssertionError


async def _at_once(_: Message) -> None:
    pass


def said(*texts: str):
    """These, and then nothing."""
    left = [*texts]

    async def receive() -> Message:
        await asyncio.sleep(0.01)
        return {"type": "websocket.receive", "text": left.pop(0)} if left else await _never()

    return receive


def test_who_does_not_greet_in_time_has_left() -> None:
    async def heard() -> str:
        return (await Talk(_never, _at_once).receive())["type"]

    assert asyncio.run(heard()) == "websocket.disconnect"


def test_signs_of_life_are_no_greeting() -> None:
    async def heard() -> list[str]:
        talk = Talk(said(*["3"] * 20), _at_once)
        return [(await talk.receive())["type"] for _ in range(20)]

    assert asyncio.run(heard())[-1] == "websocket.disconnect"


def test_who_has_greeted_may_be_silent() -> None:
    async def heard() -> None:
        talk = Talk(said(f"{GREETING}{{}}"), _at_once)
        await talk.receive()
        async with asyncio.timeout(0.2):
            await talk.receive()

    with pytest.raises(TimeoutError):
        asyncio.run(heard())


def test_who_does_not_read_is_heard_no_more() -> None:
    async def heard() -> str:
        talk = Talk(said(f"{GREETING}{{}}"), _never)
        await talk.receive()
        hearing = asyncio.create_task(talk.receive())
        with pytest.raises(TimeoutError):
            await talk.send({"type": "websocket.send", "text": "2"})
        return (await hearing)["type"]

    assert asyncio.run(heard()) == "websocket.disconnect"
