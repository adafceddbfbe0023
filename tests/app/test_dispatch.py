import asyncio
import threading

import pytest

from app.runtime import dispatch
from app.runtime.dispatch import Threads
from commands.ask_password_reset import AskPasswordReset
from commands.confirm_email import ConfirmEmail
from commands.register_user import RegisterUser
from commands.reset_password import ResetPassword
from commands.sign_in import SignIn
from commands.sign_out import SignOut
from commands.update_profile import UpdateProfile
from commands.verify_email import VerifyEmail
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


def test_one_network_address_takes_no_more_than_its_places() -> None:
    asyncio.run(_one_address())


async def _one_address() -> None:
    threads, door = Threads(1, waiting=3, of_one=2), threading.Event()
    inside = [asyncio.create_task(threads.run(door.wait, "192.0.2.1")) for _ in range(2)]
    await asyncio.sleep(0)

    with pytest.raises(Unavailable):
        await threads.run(door.wait, "192.0.2.1")

    inside.append(asyncio.create_task(threads.run(door.wait, "192.0.2.2")))
    await asyncio.sleep(0)
    door.set()
    assert await asyncio.gather(*inside) == [True, True, True]


def test_what_strangers_command_has_threads_of_its_own() -> None:
    kinds = {RegisterUser, ResetPassword, AskPasswordReset, VerifyEmail, ConfirmEmail}

    assert {dispatch._threads_for(kind) for kind in kinds} == {dispatch.strangers}
    assert dispatch._threads_for(SignIn) is dispatch._threads_for(SignOut) is dispatch._door
    assert dispatch._threads_for(UpdateProfile) is dispatch._writers
