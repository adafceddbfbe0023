"""What a stranger with a websocket of his own gets out of the running product: nothing."""

import json
from collections.abc import Callable

import pytest
import simple_websocket
from reflex_base.registry import RegistrationContext

from app.app import app
from app.cookie import COOKIE
from domain.ids import new_id

ROOT = "reflex___state____state."
BOOT = {"name": f"{ROOT}hydrate_and_load", "payload": {}}
PROFILE = f"{ROOT}app___session____session_state.app___pages___profile___state____profile."
PEOPLE = f"{ROOT}app___session____session_state.app___pages___people___state____people."


class Socket(simple_websocket.Client):
    """A socket.io client that sends what it likes."""

    def __init__(self, host: str, token: str, headers: dict[str, str]) -> None:
        self._named = host
        path = f"/_event/?EIO=4&transport=websocket&token={token}"
        try:
            super().__init__(f"ws://{host}{path}", headers=headers)
        except simple_websocket.ConnectionError:
            self.sock.close()  # which the library forgets
            raise

    def handshake(self) -> None:
        self.host = self._named  # with the port, as browsers send it
        super().handshake()

    def start(self, path: str = "/") -> list[str]:
        place = {"pathname": path, "asPath": path}
        self.send("40/_event," + json.dumps({"event": BOOT | {"router_data": place}}))
        return self.heard(1.0)

    def say(self, name: str, payload: object = None, path: str = "/") -> None:
        place = {"pathname": path, "asPath": path}
        event = {"name": name, "payload": payload or {}, "router_data": place}
        self.send("42/_event," + json.dumps(["event", event]))

    def heard(self, quiet: float = 0.4) -> list[str]:
        """Everything until nothing comes for `quiet` seconds."""
        messages: list[str] = []
        while (message := self.receive(quiet)) is not None:
            if message == "2":
                self.send("3")
            else:
                messages.append(str(message))
        return messages


@pytest.fixture
def connect(site) -> Callable[..., Socket]:
    host = site.url.removeprefix("http://")
    opened: list[Socket] = []

    def connect(cookie: str = "", token: str = "", **headers: str) -> Socket:
        sent = {"Origin": f"http://{host}", "Cookie": f"{COOKIE.name}={cookie}"} | headers
        sent = {name: value for name, value in sent.items() if value}
        opened.append(Socket(host, token or str(new_id()), sent))
        return opened[-1]

    yield connect
    for socket in opened:
        if socket.connected:
            socket.close()


def written(site) -> list[int]:
    tables = "users", "events", "commands", "logins"
    with site.database.owner.connect() as connection:
        counts = (connection.exec_driver_sql(f"select count(*) from {table}") for table in tables)
        return [count.scalar() for count in counts]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ""},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"token": "x" * 5_000},
        {"token": "../../etc/passwd"},
    ],
)
def test_a_handshake_from_elsewhere_is_refused(connect, headers):
    with pytest.raises(simple_websocket.ConnectionError):
        connect(**headers)


def test_a_guest_gets_nothing_from_any_registered_handler(connect, site):
    site.register("Secret Person")
    with app.set_contexts():
        handlers = list(RegistrationContext.get().event_handlers)
    assert f"{PEOPLE}load" in handlers
    before = written(site)
    socket = connect()
    told = socket.start()

    for name in handlers:
        for payload in (None, {"form": {"name": "x", "bio": "x", "version": "1"}}):
            socket.say(name, payload, path="/people/nobody")
        told += socket.heard(0.1)
        if not socket.connected:
            socket = connect()
            socket.start()

    everything = "".join(told)
    assert "Secret Person" not in everything
    assert "@example" not in everything
    assert "Traceback" not in everything
    assert written(site) == before


def test_a_member_edits_nobody_else(connect, site):
    victim, attacker = site.register("Victim"), site.register("Attacker")
    socket = connect(site.token(attacker))
    socket.start("/profile")
    with site.database.owner.connect() as connection:
        query = f"select id from users where email = '{victim}'"
        target = connection.exec_driver_sql(query).scalar()
    form = {"name": "Owned", "bio": "", "version": "1", "command_id": str(new_id())}

    socket.say(f"{PROFILE}save", {"form": form | {"user_id": str(target)}}, path="/profile")
    socket.heard()

    with site.database.owner.connect() as connection:
        query = f"select name from users where id = '{target}'"
        assert connection.exec_driver_sql(query).scalar() == "Victim"


BAD = [
    {"form": "text"},
    {"form": {"name": {"deep": 1}}},
    {"form": {"name": 1}},
    {"form": {"name": "a\x00b", "bio": "", "version": "1"}},
    {"form": {"name": "\ud800", "bio": "", "version": "1"}},
    {"form": {"name": "x", "bio": "", "version": "NaN", "command_id": "no"}},
    {"form": {"name": "x", "bio": "", "version": "9" * 400}},
    {"more": 1},
    {},
]


def test_bad_arguments_write_nothing_and_leave_the_socket_alive(connect, site):
    socket = connect(site.token(site.register("Ann")))
    socket.start("/profile")
    before = written(site)

    for payload in BAD:
        socket.say(f"{PROFILE}save", payload, path="/profile")
    told = "".join(socket.heard())

    assert written(site) == before
    assert "Traceback" not in told
    socket.say(f"{PEOPLE}load")
    assert "Ann" in "".join(socket.heard(1.0))


def test_nobody_forges_a_handshake_in_the_middle(connect, site):
    taken = str(new_id())
    connect(site.token(site.register("Ann")), taken).start()
    socket = connect()
    socket.start()
    scope = {"headers": [], "client": ["127.0.0.1", 1]}
    environ = {"QUERY_STRING": f"token={taken}", "asgi.scope": scope, "REMOTE_ADDR": "127.0.0.1"}

    socket.send("42/_event," + json.dumps(["connect", environ]))

    # Believed, it would be given another token, because this one is in use.
    assert socket.heard(1.0) == []


def test_an_unreadable_text_does_not_carry_a_forged_address_in(connect, site):
    socket = connect(site.token(site.register("Ann")))
    socket.start()
    bad = {"form": {"name": "a\x00b", "bio": "", "version": "1"}}
    event = {"name": f"{PROFILE}save", "payload": bad}
    place = {"pathname": "/profile", "asPath": "/profile?" + "x" * 100_000}
    socket.send("42/_event," + json.dumps(["event", event | {"router_data": place}]))

    told = "".join(socket.heard())

    assert "cannot be stored" in told
    assert "xxxxxxxx" not in told


def test_a_tab_without_its_cookie_is_blank(connect, site):
    token = str(new_id())
    victim = connect(site.token(site.register("Victim Of Replay")), token)
    assert "Victim Of Replay" in "".join(victim.start("/profile"))
    victim.close()

    thief = connect("", token)

    assert "Victim Of Replay" not in "".join(thief.start("/profile"))


def test_a_flood_is_cut_and_others_are_served(connect, site):
    flood = connect(site.token(site.register("Flooder")))
    flood.start()
    for _ in range(1_000):
        flood.say(f"{PEOPLE}load")

    other = connect(site.token(site.register("Patient")))

    assert "Patient" in "".join(other.start())
    assert len(flood.heard()) < 300
