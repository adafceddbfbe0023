"""Who a session cookie stands for: limited, resting, and where it came from."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.config import settings
from app.http.frontend_build import Build
from app.http.middleware import Edge
from app.http.origin import Site
from app.http_routes import api
from app.identity.cookies import COOKIE
from commands.sign_in import SignIn
from domain.access import GUEST, Actor, Role
from domain.login import Login
from queries.identify import Identify
from tests.app.conftest import Request, Tab, client_of, give_role
from tests.app.pages import Planted
from tests.database import Database
from tests.examples import PASSWORD
from tests.second_factors import confirmed

LOCAL = "http://localhost:8000"
LOGINS = Login.metadata.tables["logins"]


@pytest.fixture
def visit(product: None) -> Request:
    """Send a request through the edge to the routes of the product."""
    return client_of(Edge(api, Site(None), Build(policy="")))


@pytest.fixture
def ada(ben: Actor, database: Database, do: Callable, ask: Callable) -> tuple[Actor, str]:
    """Ben, an administrator who has just signed in, and the cookie."""
    give_role(ben, Role.ADMIN, database)
    token = do(SignIn(email="ben@example.org", password=PASSWORD))
    return ask(Identify(token=token), GUEST), f"{COOKIE.name}={token}"


def test_where_it_is_demanded_an_administrator_without_a_second_factor_is_a_member(
    monkeypatch: pytest.MonkeyPatch,
    tab: Tab,
    visit: Request,
    do: Callable,
    ada: tuple[Actor, str],
    ann: Actor,
) -> None:
    person, cookie = ada
    headers = {"cookie": cookie, "origin": LOCAL}

    def acts() -> tuple[list[str], str | None, int]:
        seen = tab.sends(Planted.see(), cookie).state(Planted).done
        email = visit("GET", f"/api/users/{ann.user_id}", headers=headers).json()["data"]["email"]
        role = {"role": "moderator"}
        path = f"/api/users/{ann.user_id}/role"
        return seen, email, visit("PUT", path, json=role, headers=headers).status_code

    monkeypatch.setattr(settings, "admins_need_second_factor", True)
    assert acts() == ([], None, 403)

    confirmed(do, person)
    assert acts() == (["seen"], "ann@example.org", 200)


def test_a_refused_event_does_not_keep_a_session_from_resting(
    tab: Tab, as_ann: str, database: Database
) -> None:
    def rested() -> bool:
        with database.owner.begin() as connection:
            used = connection.scalars(select(LOGINS.c.last_used_at)).one()
        return datetime.now(UTC) - used > timedelta(minutes=30)

    with database.owner.begin() as connection:
        back = LOGINS.c.last_used_at - timedelta(hours=1)
        connection.execute(update(LOGINS).values(last_used_at=back))

    for refused in (Planted.see(), Planted.forgotten()):
        tab.sends(refused, as_ann)
        assert rested()
    tab.sends(Planted.fill(), as_ann)
    assert not rested()
