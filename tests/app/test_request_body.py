"""Bodies that come slowly, or never: each has its time, and each address its places."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.types import Message

from app.config import settings
from app.http import request_body
from app.http.rejection import Refused
from app.http.request_body import Bodies

Waiting = asyncio.Task[str]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_body, "DEADLINE", 0.3)
    monkeypatch.setattr(request_body, "PAUSE", 0.1)
    monkeypatch.setattr(request_body, "PATIENCE", 0.05)
    monkeypatch.setattr(settings, "requests_per_address", 2)


def parts(number: int, pause: float) -> Callable[[], Awaitable[Message]]:
    """A body of so many parts, which come so slowly."""
    left = [*range(number)]

    async def receive() -> Message:
        await asyncio.sleep(pause)
        left.pop()
        return {"type": "http.request", "body": b"a", "more_body": bool(left)}

    return receive


async def outcome(bodies: Bodies, receive, address: str = "192.0.2.1") -> str:
    """The body, or the word of the refusal."""
    scope = {"type": "http", "method": "POST", "client": (address, 1)}
    try:
        heard = await bodies.whole(scope, receive)
    except Refused as refused:
        return f"{refused.status} {refused.reason}"
    return (await heard())["body"].decode()


def outcomes(
    *calls: Callable[[Bodies], Awaitable[str]], most: int = request_body.MOST
) -> list[str]:
    async def together() -> list[str]:
        bodies = Bodies(most)
        return await asyncio.gather(*(call(bodies) for call in calls))

    return asyncio.run(together())


def one(receive, address: str = "192.0.2.1", after: float = 0.0):
    async def come(bodies: Bodies) -> str:
        await asyncio.sleep(after)
        return await outcome(bodies, receive, address)

    return come


def test_a_body_in_parts_is_read_whole() -> None:
    assert outcomes(one(parts(3, 0.01))) == ["aaa"]


def test_a_body_that_stops_in_the_middle_is_not_waited_for() -> None:
    assert outcomes(one(parts(2, 9))) == ["408 slow"]


def test_a_body_that_drips_has_an_end_too() -> None:
    assert outcomes(one(parts(100, 0.02))) == ["408 slow"]


def test_the_oldest_of_an_address_gives_way_to_a_new_one() -> None:
    never = [one(parts(1, 9)) for _ in range(2)]
    elsewhere = one(parts(1, 9), "192.0.2.2")

    found = outcomes(*never, elsewhere, one(parts(1, 0), after=0.07))

    assert found == ["408 slow", "408 slow", "408 slow", "a"]


def test_who_comes_with_too_many_at_once_is_told_so_and_nobody_else_is() -> None:
    crowd = [one(parts(1, 0.01)) for _ in range(3)]

    assert outcomes(*crowd, one(parts(1, 0.01), "192.0.2.2")) == ["a", "a", "429 crowded", "a"]


def test_all_addresses_together_have_so_many_places_too() -> None:
    slow = [one(parts(1, 9), f"192.0.2.{number}") for number in range(3)]

    found = outcomes(*slow, one(parts(1, 0), "192.0.2.9", after=0.07), most=3)

    assert found[-1] == "a"
