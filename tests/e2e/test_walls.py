"""What a stranger with a websocket of his own gets out of the running product: nothing."""

import json

import pytest
import simple_websocket

from domain.ids import new_id
from tests.e2e.sockets import SESSION

PROFILE = f"{SESSION}.app___pages___profile___state____profile."
PEOPLE = f"{SESSION}.app___pages___people___state____people."


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


@pytest.mark.parametrize("sent", ['459999999999-/_event,["event",{}]', "41/_event,"])
def test_neither_parts_without_end_nor_a_leave_to_greet_again_are_heard(connect, site, sent):
    socket = connect(site.token(site.register("Ann")))
    socket.start()

    socket.send(sent)

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

    assert "Patient" in "".join(other.start(quiet=1.0))
    assert len(flood.heard()) < 300


def test_a_message_larger_than_any_form_ends_its_socket_and_others_are_served(connect, site):
    token = site.token(site.register("Patient"))
    large, other = connect(token), connect(token)
    large.start()
    large.say(f"{PEOPLE}load", {"text": "x" * 140_000})

    with pytest.raises(simple_websocket.ConnectionClosed):
        large.heard(5.0)

    assert "Patient" in "".join(other.start(quiet=1.0))
