"""What is sent twice is done once, and what was cut off in the middle is whole or absent."""

import random
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
from sqlalchemy import text

from app.identity.cookies import COOKIE
from app.pages.profile.state import Profile
from app.websocket.reflex_handlers import name_of
from domain.ids import new_id
from tests.e2e.sockets import Socket

DONE = "select count(*) from events where command_id = :id"
BIO = "select bio from users where id = :id"


class Tab:
    """A tab of Ann's; after a reload it is another one."""

    def __init__(self, stage, token):
        self._host, self._token = stage.url.removeprefix("http://"), token
        self.socket = self._open()

    def reload(self):
        self.socket.close()
        self.socket = self._open()

    def save(self, bio, command_id, version):
        form = {"name": "Ann", "bio": bio, "version": version, "command_id": str(command_id)}
        self.socket.say(name_of(Profile, "save"), {"form": form}, path="/profile")

    def _open(self):
        headers = {"Origin": f"http://{self._host}", "Cookie": f"{COOKIE.name}={self._token}"}
        socket = Socket(self._host, str(new_id()), headers)
        socket.start("/profile", quiet=0.2)
        return socket


def test_a_command_that_was_cut_off_and_sent_again_is_done_once(stage, times):
    email, dice = stage.register("Ann"), random.Random(3)
    person = stage.actor(email).user_id
    tab = Tab(stage, stage.token(email))
    for number in range(times(3, 200)):
        command_id, version, bio = new_id(), str(number + 1), f"Bio {number}"
        tab.save(bio, command_id, version)
        time.sleep(dice.uniform(0, 0.05))
        tab.reload()
        tab.save(bio, command_id, version)
        tab.save(bio, command_id, version)
        told = "".join(tab.socket.heard())
        with stage.database.owner.connect() as connection:
            assert connection.scalar(text(DONE), {"id": command_id}) == 1, told
            assert connection.scalar(text(BIO), {"id": person}) == bio
    tab.socket.close()


def test_a_request_that_is_sent_twice_at_once_has_one_effect_and_one_answer(stage, times):
    email = stage.register("Ann")
    person, token = stage.actor(email).user_id, stage.token(email)
    with httpx.Client(timeout=30) as http, ThreadPoolExecutor(2) as threads:
        for number in range(times(10, 1000)):
            command_id = new_id()
            headers = {"cookie": f"{COOKIE.name}={token}", "idempotency-key": str(command_id)}
            body = {"user": {"bio": f"Bio {number}"}}

            def send(_, headers=headers, body=body):
                url = f"{stage.url}/api/users/{person}"
                return http.patch(url, json=body, headers=headers).status_code

            assert list(threads.map(send, range(2))) == [200, 200]
            with stage.database.owner.connect() as connection:
                assert connection.scalar(text(DONE), {"id": command_id}) == 1
