"""Plain form posts: the same values, with the same outcomes, and every form of the product."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from app.http.frontend_build import Build
from app.http.middleware import Edge
from app.http.origin import Site
from app.http_routes import api
from app.identity.cookies import COOKIE
from domain.access import Actor
from domain.ids import new_id
from tests.app.conftest import Request, client_of
from tests.database import Database
from tests.examples import ANN, PASSWORD
from tests.hostile import corpus
from tests.hostile.corpus import Row

LOCAL = "http://localhost:8000"
HEADERS = {
    "accept": "application/json",
    "origin": LOCAL,
    "content-type": "application/x-www-form-urlencoded",
}
FORMS = sorted(
    route.path for route in api.routes if getattr(route, "path", "").startswith("/auth/")
)
FIELDS = (
    *("command_id", "email", "name", "password", "code", "token", "next"),
    *("current_password", "new_password"),
)
ZOE = {"email": "zoe@example.org", "name": "Zoe", "password": "vintage otter lamp 14"}
ENTRY = {"email": ANN["email"], "password": PASSWORD}


@pytest.fixture
def post(product: None) -> Callable[..., Any]:
    """Send a form as a page of ours does, of which halves of a pair are bytes too."""
    request: Request = client_of(Edge(api, Site(None), Build(policy="")))

    def post(path: str, form: dict[str, str], **headers: str) -> Any:
        body = urlencode(form, errors="surrogatepass").encode()
        return request("POST", path, content=body, headers=HEADERS | headers)

    return post


def fields(answer: Any) -> set[str] | None:
    """Which fields are to blame; None for what was done."""
    assert answer.status_code in (200, 422), answer.text
    return set(answer.json()["fields"]) if answer.status_code == 422 else None


@pytest.mark.parametrize("field", ["email", "name", "password"])
def test_of_a_sign_up_is_stored_what_is_documented_or_nothing(
    field: str, post: Callable, database: Database, last: Callable, written: Callable
) -> None:
    rows: list[Row] = getattr(corpus, f"{field.upper()}S")
    rows = rows[::3] if field == "name" else rows  # the JSON API tries them all
    stored, wrong = {}, {}
    for row in rows:
        if row.stored is not None:
            database.empty()
        before = written() if row.stored is None else None
        form = ZOE | {"command_id": str(new_id())} | {field: row.value}
        if (blamed := fields(post("/auth/sign-up", form))) is not None:
            wrong[row.kind] = blamed
            assert written() == before
        else:
            stored[row.kind] = row.stored if field == "password" else last(f"users.{field}")

    assert stored == {row.kind: row.stored for row in rows if row.stored is not None}
    # What is no UTF-8 is no form, and then everything is missing.
    assert {kind for kind, blamed in wrong.items() if field not in blamed} == set()
    assert set(wrong) == {row.kind for row in rows if row.stored is None}


def test_after_signing_in_one_is_led_to_a_page_of_ours_only(post: Callable, ann: Actor) -> None:
    found = {}
    for row in corpus.TARGETS:
        answer = post("/auth/sign-in", ENTRY | {"next": row.value})
        found[row.kind] = answer.json()["location"]
        assert all(ours.startswith(("rollcall", "__Host-rollcall")) for ours in answer.cookies)

    assert found == {row.kind: row.stored or "/" for row in corpus.TARGETS}


@pytest.mark.parametrize("field", ["email", "password", "code"])
def test_at_the_door_nonsense_is_refused_in_the_same_words(
    field: str, post: Callable, ann: Actor, written: Callable, database: Database
) -> None:
    before, said = written(), set()
    for token in (corpus.TOKENS | corpus.SLOW).values():
        form = ENTRY | ({} if field != "code" else {"password": "wrong"}) | {field: token[:5_000]}
        answer = post("/auth/sign-in", form)
        said.add((answer.status_code, answer.json()["code"]))
        with database.owner.begin() as connection:
            connection.exec_driver_sql("delete from tries")

    assert said == {(422, "bad_credentials")}
    assert written() == before


@pytest.mark.parametrize("path", FORMS)
def test_every_form_answers_nonsense_in_words(
    path: str, post: Callable, as_ann: str, written: Callable
) -> None:
    before = written()
    for token in list(corpus.TOKENS.values())[::8]:
        for cookie in ("", as_ann)[: 1 if path == "/auth/sign-out" else 2]:
            form = dict.fromkeys(FIELDS, token[:5_000])
            answer = post(path, form, cookie=cookie)
            assert answer.status_code in (200, 303, 403, 422, 429), (path, answer.text)
            assert "Traceback" not in answer.text

    assert written() == before


@pytest.mark.parametrize("path", FORMS)
def test_no_form_believes_what_it_does_not_have(
    path: str, post: Callable, as_ann: str, database: Database
) -> None:
    query = "select id, role, status, email_verified_at, password_hash, version from users"
    with database.owner.connect() as connection:
        before = connection.exec_driver_sql(query).all()

    extras = list(corpus.EXTRAS.items())
    for some in (extras[:10], extras[10:]):  # a form has so many fields at most
        post(path, ENTRY | {"command_id": str(new_id())} | dict(some), cookie=as_ann)

    with database.owner.connect() as connection:
        assert connection.exec_driver_sql(query).all() == before


def test_a_sign_up_makes_a_member_whatever_else_is_sent(post: Callable, last: Callable) -> None:
    extras = dict(list(corpus.EXTRAS.items())[:16])  # of so many fields a form may consist

    assert fields(post("/auth/sign-up", extras | ZOE | {"command_id": str(new_id())})) is None

    assert [last(f"users.{each}") for each in ("role", "status", "version")] == [
        "member",
        "active",
        1,
    ]
    assert last("users.email_verified_at") is None
    assert str(last("users.id")) != corpus.ID


def test_what_is_no_form_is_answered_in_words(post: Callable, product: None) -> None:
    request = client_of(Edge(api, Site(None), Build(policy="")))
    bodies = [
        b"\xff\xfe",
        b"&" * 1_000,
        b"email=%ff",
        b"{}",
        b"=",
        b"\0",
        b"a=" * 1_000,
        b"[" * 999,
    ]
    for path in FORMS:
        for body in bodies:
            answer = request("POST", path, content=body, headers=HEADERS)
            assert answer.status_code in (200, 303, 422), (path, body, answer.text)


def test_a_cookie_of_another_making_is_nobody(post: Callable) -> None:
    for token in corpus.TOKENS.values():
        sent = token.encode("ascii", "ignore").decode().replace("\0", "")
        if not sent.isprintable() or sent != sent.strip():
            continue  # no client sends it
        for name in (COOKIE.name, "rollcall-device"):
            assert post("/auth/sign-out", {}, cookie=f"{name}={sent}").status_code == 303
