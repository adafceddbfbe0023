"""A stranger's own websocket, which sends what it likes."""

import json
import time
from collections.abc import Callable
from typing import Any

import simple_websocket

from app.identity.session_state import SessionState

ROOT = "reflex___state____state."
SESSION = SessionState.get_full_name()  # whose states are those of the pages
BOOT = {"name": f"{ROOT}hydrate_and_load", "payload": {}}


class Socket(simple_websocket.Client):
    """Speaks socket.io to the product."""

    def __init__(self, host: str, token: str, headers: dict[str, str]) -> None:
        self._named, self.token = host, token
        path = f"/_event/?EIO=4&transport=websocket&token={token}"
        try:
            super().__init__(f"ws://{host}{path}", headers=headers)
        except simple_websocket.ConnectionError:
            self.sock.close()  # which the library forgets
            raise

    def handshake(self) -> None:
        self.host = self._named  # with the port, as browsers send it
        super().handshake()

    def start(self, path: str = "/", quiet: float = 0.4) -> list[str]:
        self.join({"event": BOOT | {"router_data": place(path)}})
        return self.heard(quiet)

    def join(self, auth: object) -> None:
        self.send("40/_event," + json.dumps(auth))

    def say(self, name: str, payload: object = None, path: str = "/") -> None:
        event = {"name": name, "payload": payload or {}, "router_data": place(path)}
        self.send("42/_event," + json.dumps(["event", event]))

    def heard(self, quiet: float = 0.4) -> list[str]:
        """Everything until nothing comes for `quiet` seconds."""
        messages: list[str] = []
        while (message := self.next(quiet)) is not None:
            messages.append(message)
        return messages

    def heard_until(self, fact: Callable[[str], bool], within: float) -> list[str]:
        """Everything up to the first message of which it is true. Fails when none comes."""
        messages: list[str] = []
        limit = time.monotonic() + within
        while (left := limit - time.monotonic()) > 0:
            if message := self.next(left):
                messages.append(message)
                if fact(message):
                    return messages
        raise AssertionError(f"nothing of it within {within} s: {messages}")

    def next(self, seconds: float) -> str | None:
        while (message := self.receive(seconds)) == "2":
            self.send("3")
        return None if message is None else str(message)


def place(path: str) -> dict[str, Any]:
    return {"pathname": path.partition("?")[0], "asPath": path}
