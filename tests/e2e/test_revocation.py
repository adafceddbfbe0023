"""A session that ends takes its rights and its data from every open page, within a second."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from commands.change_password import ChangePassword
from commands.change_role import ChangeRole
from commands.deactivate_user import DeactivateUser
from commands.end_other_sessions import EndOtherSessions
from commands.end_session import EndSession
from commands.sign_out import SignOut
from commands.suspend_users import SuspendUsers
from domain.access import GUEST, Actor
from domain.ids import new_id
from queries.identify import Identify
from queries.reading import fetch
from tests.e2e.sockets import SESSION, Socket
from tests.examples import PASSWORD
from tests.site import Site

ACCOUNT = f"{SESSION}.app___pages___account___state____account."
SOON = 1.0  # seconds


def actor_of(site: Site, token: str) -> Actor:
    return fetch(Identify(token=token), GUEST, site.database.reading)


def opens(socket: Socket, path: str, shown: str) -> None:
    """The page is open when all of it came: `shown` stands in it."""
    assert shown in "".join(socket.start(path, quiet=0.4))


def make_old(column: str) -> Callable[[Site, str, str], None]:
    """Time passes, and nobody says so: the next look at all tabs finds it."""

    def pass_time(site: Site, token: str, _: str) -> None:
        mine = "id = :id"
        change = f"update logins set {column} = now() - interval '31 days' where {mine}"
        with site.database.owner.begin() as connection:
            connection.execute(text(change), {"id": actor_of(site, token).login_id})
        with site.database.owner.begin() as connection:
            connection.execute(text("notify sessions_changed"))

    return pass_time


def sign_out(site: Site, token: str, _: str) -> None:
    site.do(SignOut(token=token), GUEST)


def end_one(site: Site, token: str, elsewhere: str) -> None:
    login_id = actor_of(site, token).login_id
    site.do(EndSession(command_id=new_id(), login_id=login_id), actor_of(site, elsewhere))


def end_others(site: Site, _: str, elsewhere: str) -> None:
    site.do(EndOtherSessions(command_id=new_id()), actor_of(site, elsewhere))


def change_password(site: Site, _: str, elsewhere: str) -> None:
    passwords = {"current_password": PASSWORD, "new_password": "another battery horse"}
    site.do(ChangePassword(command_id=new_id(), **passwords), actor_of(site, elsewhere))


def suspend(site: Site, token: str, _: str) -> None:
    people = {actor_of(site, token).user_id}
    site.do(SuspendUsers(command_id=new_id(), user_ids=people, reason="Spam"))


def deactivate(site: Site, token: str, _: str) -> None:
    people = {actor_of(site, token).user_id}
    site.do(DeactivateUser(command_id=new_id(), user_ids=people))


ENDINGS: list[Any] = [
    *(sign_out, end_one, end_others, change_password, suspend, deactivate),
    pytest.param(make_old("last_used_at"), id="rested_too_long"),
    pytest.param(make_old("expires_at"), id="expired"),
]


@pytest.mark.parametrize("end", ENDINGS)
def test_an_open_page_is_blank_within_a_second_of_the_end(connect, site, end):
    name = f"Ann {new_id().hex}"
    email = site.register(name)
    token, elsewhere = site.token(email), site.token(email)
    socket = connect(token)
    opens(socket, "/account", name)

    before = time.monotonic()
    end(site, token, elsewhere)
    told = socket.heard_until(lambda message: "/sign-in?next=/account" in message, SOON)
    print(f"{end.__name__}: {(time.monotonic() - before) * 1000:.0f} ms")  # noqa: T201

    assert '"signed_in":false' in "".join(told)
    socket.say(f"{ACCOUNT}load", path="/account")
    socket.say(f"{ACCOUNT}end_others", {"form": {"command_id": str(new_id())}}, path="/account")
    told += [*socket.heard(0.3), *socket.start("/account", quiet=0.3)]
    assert email not in "".join(told)
    assert name not in "".join(told)


def test_whoever_is_suspended_is_told_why_without_asking(connect, site):
    token = site.token(site.register("Ann"))
    socket = connect(token)
    opens(socket, "/account", "Ann")

    suspend(site, token, "")

    told = socket.heard_until(lambda message: "/sign-in" in message, SOON)
    assert "Spam" in "".join(told)


def test_another_role_changes_the_open_page(connect, site):
    email = site.register("Mia", role="moderator")
    name = f"Seen{new_id().hex}"
    seen = site.register(name)
    token = site.token(email)
    socket = connect(token)
    opens(socket, f"/admin/people?q={name}", seen)

    member = ChangeRole(command_id=new_id(), user_id=actor_of(site, token).user_id, role="member")
    site.do(member)

    told = socket.heard_until(lambda message: "/not-found" in message, SOON)
    assert seen not in "".join(told)
    assert '"role":"member"' in "".join(told)


def test_others_hear_nothing_of_it(connect, site):
    ann, ben = (site.token(site.register(name)) for name in ("Ann", "Ben"))
    bystander = connect(ben)
    bystander.start("/account", quiet=0.4)

    sign_out(site, ann, "")

    assert bystander.heard(0.5) == []


def test_a_tab_is_looked_at_with_the_cookie_of_who_holds_it_now(connect, site):
    email = site.register("Victim", role="moderator")
    token = site.token(email)
    victim = connect(token)
    opens(victim, "/account", "Victim")
    victim.close()
    thief = connect("", victim.token)
    thief.join({})
    thief.heard(0.3)

    user_id = actor_of(site, token).user_id
    site.do(ChangeRole(command_id=new_id(), user_id=user_id, role="member"))

    assert email not in "".join(thief.heard(1.0))


def test_a_look_is_no_use_of_the_session(connect, site):
    token = site.token(site.register("Ann"))
    socket = connect(token)
    socket.start("/account", quiet=0.4)
    rest = text("update logins set last_used_at = now() - interval '1 hour' where id = :id")
    read = text("select last_used_at < now() - interval '50 minutes' from logins where id = :id")
    mine = {"id": actor_of(site, token).login_id}
    with site.database.owner.begin() as connection:
        connection.execute(rest, mine)

    with site.database.owner.begin() as connection:
        connection.execute(text("notify sessions_changed"))
    assert socket.heard(0.5) == []

    with site.database.owner.connect() as connection:
        assert connection.scalar(read, mine) is True


def test_an_open_tab_of_a_browser_goes_to_sign_in_by_itself(visit, member, site):
    email = member("Ann")
    page = visit("/account", email=email)
    expect(page.get_by_role("heading", name="Account", exact=True)).to_be_visible()
    user_id = site.actor(email).user_id

    site.do(SuspendUsers(command_id=new_id(), user_ids={user_id}, reason="Spam"))

    expect(page.get_by_role("heading", name="Your account is suspended")).to_be_visible()
    expect(page.get_by_text("Spam")).to_be_visible()
    expect(page.get_by_role("heading", name="Account", exact=True)).to_have_count(0)
