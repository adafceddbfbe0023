"""Whatever a page can send, sent by somebody whose page would not: refused, noted, without trace.

Handlers are found where Reflex finds them, so a new one is tried as soon as it is there.
"""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from reflex_base.registry import RegistrationContext
from sqlalchemy import text

from app.app import app
from app.identity.session_state import rule_of
from app.websocket.argument_schemas import shape_of
from app.websocket.reflex_handlers import INTERNAL, short
from commands.publish_post import PublishPost
from commands.suspend_users import SuspendUsers
from domain.access import GUEST, Actor, Role
from domain.ids import new_id
from queries.identify import Identify
from queries.reading import fetch
from tests.e2e.sockets import Socket
from tests.examples import PASSWORD
from tests.site import Site

QUIET = 0.15
EVENTS = 40  # of one socket: fewer than it may send at once
# Rows that others may never change: themselves, what they wrote, how they sign in.
OWN = (
    "select name, bio, email, password_hash from users where id = :id",
    "select text from posts where author_id = :id",
    "select * from second_factors where user_id = :id",
    "select * from recovery_codes where user_id = :id",
    "select * from mails where user_id = :id",
)
WHOLE = (*OWN, "select * from users where id = :id", "select * from logins where user_id = :id")
TABLES = (
    *("users", "events", "commands", "logins", "posts", "follows", "mails"),
    *("second_factors", "recovery_codes", "user_summaries", "daily_activity"),
)


class Victim:
    """Somebody with an e-mail address, a post and a session, whose name is like no other."""

    def __init__(self, site: Site, role: str) -> None:
        self.name = f"Victim{new_id().hex}"
        self.email = site.register(self.name, role)
        self.actor = site.actor(self.email)
        self.post = site.do(PublishPost(command_id=new_id(), text=f"By {self.name}"), self.actor)

    def form(self) -> dict[str, str]:
        """Every field that any form has, with the victim's ids; and those that none should."""
        me, version = str(self.actor.user_id), "1"
        ids = {"user_id": me, "user_ids": me, "id": me, "login_id": str(self.actor.login_id)}
        ids |= {"post_id": str(self.post), "job_id": "1", "command_id": str(new_id())}
        words = {"name": "Owned", "bio": "Owned", "text": "Owned", "reason": "Owned", "until": ""}
        words |= {"email": f"{new_id().hex}@example.org", "version": version, "action": "suspend"}
        extra = {"role": "admin", "status": "active", "verified": "true", "is_system": "true"}
        extra |= {"email_verified_at": "2026-01-01", "created_at": "2026-01-01", "actor_id": me}
        return ids | words | extra | {"password_hash": "x", "password": PASSWORD}

    def rows(self, site: Site, queries: tuple[str, ...]) -> list[Any]:
        with site.database.owner.connect() as connection:
            mine = {"id": self.actor.user_id}
            return [connection.execute(text(query), mine).all() for query in queries]


def everything(site: Site) -> list[str]:
    """A digest of each table."""
    digest = (
        "select md5(coalesce(string_agg(each::text, '|' order by each::text), '')) from {} each"
    )
    with site.database.owner.connect() as connection:
        return [connection.scalar(text(digest.format(table))) for table in TABLES]


def handlers() -> dict[str, Any]:
    """Those of the product; other tests of this process may have planted some of their own."""
    with app.set_contexts():
        known = RegistrationContext.get().event_handlers
        return {name: known[name].handler for name in known if "planted" not in name}


def payload_for(handler: Any, victim: Victim) -> dict[str, Any]:
    """Arguments of the right types, which are about the victim."""
    if rule_of(handler.fn) is None:
        return {"form": victim.form(), "value": True, "var_name": "role"}
    me = str(victim.actor.user_id)
    values = {str: me, int: 1, bool: True, list[str]: [me], dict[str, str]: victim.form()}
    return {name: values[argument.hint] for name, argument in shape_of(handler).items()}


def is_open(name: str, handler: Any, person: Actor) -> bool:
    rule = rule_of(handler.fn)
    return name in INTERNAL or (rule is not None and rule(person))


@pytest.fixture
def somebody(site: Site) -> Callable[[str], str]:
    """The token of a new person: a role, "guest" or "suspended"."""

    def somebody(who: str) -> str:
        if who == "guest":
            return ""
        email = site.register("Attacker", who if who in set(Role) else "member")
        token = site.token(email)
        if who == "suspended":
            people = {actor_of(site, token).user_id}
            site.do(SuspendUsers(command_id=new_id(), user_ids=people, reason="Spam"))
        return token

    return somebody


def actor_of(site: Site, token: str) -> Actor:
    return fetch(Identify(token=token or "nobody"), GUEST, site.database.reading)


def sends(socket: Socket, name: str, handler: Any, victim: Victim) -> None:
    person = str(victim.actor.user_id)
    here = {"pathname": f"/people/{person}", "asPath": f"/people/{person}"}
    here["query"] = {"person_id": person}
    event = {"name": name, "payload": payload_for(handler, victim), "router_data": here}
    socket.send("42/_event," + json.dumps(["event", event]))


def noted(site: Site, since: Any) -> set[str]:
    query = text("select distinct subject from refusals where id > :since")
    with site.database.owner.connect() as connection:
        return {*connection.scalars(query, {"since": since})}


def last_refusal(site: Site) -> int:
    with site.database.owner.connect() as connection:
        return connection.scalar(text("select coalesce(max(id), 0) from refusals"))


@pytest.mark.parametrize("who", ["guest", "suspended", *Role])
def test_a_handler_that_is_not_for_them_is_refused_and_noted(connect, site, somebody, who):
    victim = Victim(site, "member")
    token = somebody(who)
    closed = {n: h for n, h in handlers().items() if not is_open(n, h, actor_of(site, token))}
    before, since = everything(site), last_refusal(site)
    told: list[str] = []

    for number, (name, handler) in enumerate(closed.items()):
        if number % EVENTS == 0:
            socket = connect(token)
            socket.start("/sign-in", quiet=QUIET)
        sends(socket, name, handler, victim)
        if number % EVENTS == EVENTS - 1 or number == len(closed) - 1:
            told += socket.heard(QUIET)

    assert everything(site) == before
    for secret in (victim.name, victim.email, "argon2", "Traceback", "psycopg"):
        assert secret not in "".join(told)
    expected = {short(name) for name in closed}
    limit = time.monotonic() + 5
    while not expected <= noted(site, since) and time.monotonic() < limit:
        time.sleep(0.1)
    assert expected - noted(site, since) == set()


@pytest.mark.parametrize("who", [*Role])
def test_a_handler_that_is_for_them_does_nothing_to_what_is_anothers(connect, site, somebody, who):
    may_act = who in (Role.MODERATOR, Role.ADMIN)
    victim, token = Victim(site, "admin" if may_act else "member"), somebody(who)
    queries = OWN if may_act else WHOLE
    before = victim.rows(site, queries)
    told: list[str] = []
    socket = None

    for name, handler in handlers().items():
        if rule_of(handler.fn) is None or not is_open(name, handler, actor_of(site, token)):
            continue
        if handler.fn.__name__ == "delete" and may_act:
            continue  # they may remove any post
        if socket is None:
            socket = connect(token)
            socket.start("/sign-in", quiet=QUIET)
        sends(socket, name, handler, victim)
        told += socket.heard(0.08)
        assert victim.rows(site, queries) == before, name
        if (person := actor_of(site, token)) == GUEST:
            token, socket = somebody(who), None  # they have just left
        else:
            assert person.role == who, name

    told += socket.heard() if socket else []
    assert victim.rows(site, queries) == before
    assert victim.email not in "".join(told) or who != Role.MEMBER
    assert "argon2" not in "".join(told)
