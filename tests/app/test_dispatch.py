import asyncio
import threading

import pytest

from app.dispatch import Threads
from domain.errors import Unavailable


def test_who_comes_when_the_queue_is_full_is_told_at_once() -> None:
    asyncio.run(_crowd())


async def _crowd() -> None:
    threads, door = Threads(1, waiting=2), threading.Event()
    inside = [asyncio.create_task(threads.run(door.wait)) for _ in range(3)]
    await asyncio.sleep(0)

    with pytest.raises(Unavailable, match="Try again in a moment"):
        await threads.run(door.wait)

    door.set()
    assert await asyncio.gather(*inside) == [True, True, True]
    assert await threads.run(lambda: "next") == "next"
