import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from app.http.frontend_build import Build
from app.http.middleware import Edge
from app.http.origin import Site
from app.http_routes import api
from app.identity.authentication import identify
from app.identity.cookies import COOKIE, DEVICE
from commands.throttle import ANY_PASSWORD
from domain.access import Actor
from domain.audit import Tries
from domain.errors import BadCredentials, Uncertain, WrongPassword
from domain.ids import new_id
from domain.login import Login
from tests.app.conftest import USERS, Request, client_of
from tests.database import Database
from tests.examples import PASSWORD
from tests.product import AWAY, product_at, without

LOCAL = "http://localhost:8000"
LOGINS, TRIES = Login.metadata.tables["logins"], Tries.metadata.tables["tries"]
SCRIPTED = {"accept": "application/json", "origin": LOCAL}
ANN = {"email": "ann@example.org", "password": PASSWORD}


@pytest.fixture
def visit(product: None) -> Request:
    """Send a request through the edge to the routes of the product."""
    return client_of(Edge(api, Site(None), Build(policy="")))


@pytest.fixture
def post(visit: Request) -> Request:
    """Send a form as a page of ours does."""

    def post(path: str, form: dict[str, str], **headers: str):
        return visit("POST", path, data=form, headers=SCRIPTED | headers)

    return post


def newcomer(**changes: str) -> dict[str, str]:
    form = {"command_id": str(new_id()), "email": "zoe@example.org", "name": "Zoë"}
    return form | {"password": PASSWORD} | changes


def whose(cookie: str) -> Actor:
    return asyncio.run(identify(cookie, ""))


def cookie_of(answer) -> str:
    return f"{COOKIE.name}={answer.cookies[COOKIE.name]}"


def test_signing_in_gives_a_cookie_that_no_script_reads(post: Request, ann: Actor) -> None:
    answer = post("/auth/sign-in", ANN)

    assert answer.json() == {"location": "/"}
    assert answer.headers["cache-control"] == "no-store"
    session, device = answer.headers.get_list("set-cookie")
    for cookie, days in ((session, 30), (device, 365)):
        flags = {flag.lower() for flag in cookie.split("; ")[1:]}
        assert {"httponly", "samesite=lax", "path=/", f"max-age={days * 24 * 3600}"} <= flags
    assert device.startswith(f"{DEVICE.name}=")
    assert whose(cookie_of(answer)).user_id == ann.user_id


def test_a_plain_form_is_answered_with_redirects(post: Request, ann: Actor) -> None:
    there = post("/auth/sign-in", ANN | {"next": "/statistics"}, accept="text/html")
    again = post("/auth/sign-in", ANN | {"password": "wrong", "next": "/a"}, accept="text/html")

    assert (there.status_code, there.headers["location"]) == (303, "/statistics")
    assert (again.status_code, again.headers["location"]) == (303, "/sign-in?failed=1&next=%2Fa")
    assert "set-cookie" not in again.headers


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "wrong horse battery"},
        {"email": "nobody@example.org"},
        {"email": "not an address"},
        {"password": "x" * 2000},
        {"email": "' or 1=1 --"},
    ],
)
def test_unknown_and_wrong_get_the_same_words(
    post: Request, ann: Actor, wrong: dict[str, str]
) -> None:
    answer = post("/auth/sign-in", ANN | wrong)

    assert answer.status_code == 422
    assert answer.json() == {
        "error": BadCredentials.sentence,
        "code": "bad_credentials",
        "fields": {},
    }
    assert "set-cookie" not in answer.headers


def test_signing_up_signs_the_newcomer_in(post: Request) -> None:
    answer = post("/auth/sign-up", newcomer())

    assert answer.json() == {"location": "/"}
    assert whose(cookie_of(answer)).name == "Zoë"


def test_signing_up_twice_with_one_form_makes_one_account(
    post: Request, database: Database
) -> None:
    form = newcomer()

    first, second = post("/auth/sign-up", form), post("/auth/sign-up", form)

    assert whose(cookie_of(first)).user_id == whose(cookie_of(second)).user_id
    with database.writing.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(USERS)) == 1


def test_every_wrong_field_of_a_sign_up_is_named_at_once(post: Request) -> None:
    answer = post("/auth/sign-up", newcomer(email="zoe", name=" ", password="short"))

    assert answer.status_code == 422
    fields = answer.json()["fields"]
    assert set(fields) == {"email", "name", "password"}
    assert all(sentence.endswith(".") and "Value" not in sentence for sentence in fields.values())


def test_a_missing_field_is_named(post: Request) -> None:
    answer = post("/auth/sign-up", {"command_id": str(new_id()), "name": "Zoë"})

    assert answer.json()["fields"] == {"email": "Fill this in.", "password": "Fill this in."}


def test_a_taken_address_is_said_beside_its_field(post: Request, ann: Actor) -> None:
    answer = post("/auth/sign-up", newcomer(email="Ann@Example.org"))

    assert answer.status_code == 422
    assert answer.json()["code"] == "email_taken"
    assert set(answer.json()["fields"]) == {"email"}


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/a\r\nset-cookie: a=b"],
)
def test_nobody_is_sent_elsewhere_after_signing_in(post: Request, ann: Actor, target: str) -> None:
    assert post("/auth/sign-in", ANN | {"next": target}).json() == {"location": "/"}


def test_each_signing_in_is_a_new_session_and_ends_the_one_sent_along(
    post: Request, ann: Actor
) -> None:
    first = cookie_of(post("/auth/sign-in", ANN))

    second = cookie_of(post("/auth/sign-in", ANN, cookie=first))

    assert first != second
    assert whose(first).user_id is None
    assert whose(second).user_id == ann.user_id


def test_a_failed_signing_in_leaves_the_session_alone(post: Request, ann: Actor) -> None:
    cookie = cookie_of(post("/auth/sign-in", ANN))

    post("/auth/sign-in", ANN | {"password": "wrong"}, cookie=cookie)

    assert whose(cookie).user_id == ann.user_id


def test_signing_out_ends_the_session_and_empties_the_tab(post: Request, ann: Actor) -> None:
    cookie = cookie_of(post("/auth/sign-in", ANN))

    answer = post("/auth/sign-out", {}, cookie=cookie)

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert answer.headers["clear-site-data"] == '"storage"'
    assert f'{COOKIE.name}=""' in answer.headers["set-cookie"]
    assert answer.headers["cache-control"] == "no-store"
    assert whose(cookie).user_id is None


def test_signing_out_without_a_session_is_no_failure(post: Request) -> None:
    for cookie in ("", "rollcall=%00", "rollcall=" + "a" * 40, "rollcall=" + "a" * 5000):
        assert post("/auth/sign-out", {}, cookie=cookie).status_code == 303


def test_an_expired_session_is_nobody(post: Request, ann: Actor, database: Database) -> None:
    cookie = cookie_of(post("/auth/sign-in", ANN))
    with database.owner.begin() as connection:
        past = datetime(2000, 1, 1, tzinfo=UTC)
        connection.execute(update(LOGINS).values(created_at=past, expires_at=past))

    assert whose(cookie).user_id is None


def test_only_posts_change_anything(visit: Request) -> None:
    for path in ("/auth/sign-in", "/auth/sign-up", "/auth/sign-out"):
        assert visit("GET", path).status_code == 405


def test_a_form_of_another_site_is_refused(post: Request, ann: Actor) -> None:
    answer = post("/auth/sign-in", ANN, origin="https://evil.example")

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_body_that_is_no_form_is_answered_in_words(visit: Request) -> None:
    for body in (b"\xff\xfe", b"&" * 1000, b"email=%ff", b"{}"):
        for path in ("/auth/sign-in", "/auth/sign-up"):
            assert visit("POST", path, content=body, headers=SCRIPTED).status_code == 422


@pytest.mark.parametrize("path", ["/auth/sign-in", "/auth/sign-up", "/auth/sign-out"])
def test_an_unforeseen_failure_shows_a_reference_only(
    path: str, visit: Request, as_ann: str, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    form = newcomer() if path == "/auth/sign-up" else ANN
    with without("logins", database):
        for accept in ("application/json", "text/html"):
            headers = {"origin": LOCAL, "accept": accept, "cookie": as_ann}
            answer = visit("POST", path, data=form, headers=headers)

            assert answer.status_code == 500
            assert caplog.records[-1].getMessage().split()[1].rstrip(":") in answer.text
            for private in (PASSWORD, form["email"], as_ann.partition("=")[2], "logins"):
                assert private not in answer.text + caplog.text


def test_a_database_that_is_away_is_said(post: Request, visit: Request, as_ann: str) -> None:
    with product_at(AWAY):
        entering = [post("/auth/sign-in", ANN), post("/auth/sign-up", newcomer())]
        leaving = post("/auth/sign-out", {}, cookie=as_ann)
        ready, live = visit("GET", "/health/ready"), visit("GET", "/health/live")

    for answer in entering:
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer.headers["retry-after"] == "1"
    assert (leaving.status_code, ready.status_code, live.status_code) == (503, 503, 200)
    assert visit("GET", "/health/ready").json() == {"status": "ok"}


def test_a_new_password_is_taken_with_the_current_one_only(
    post: Request, ann: Actor, as_ann: str
) -> None:
    elsewhere = cookie_of(post("/auth/sign-in", ANN))
    form = {"command_id": str(new_id()), "new_password": "another horse battery"}
    wrong = post("/auth/password", form | {"current_password": "wrong"}, cookie=as_ann)
    short = post("/auth/password", form | {"new_password": "short"}, cookie=as_ann)
    right = post("/auth/password", form | {"current_password": PASSWORD}, cookie=as_ann)

    assert wrong.json()["fields"] == {"current_password": WrongPassword.sentence}
    assert "at least 15" in short.json()["fields"]["new_password"]
    assert (right.status_code, right.json()) == (200, {})
    assert [whose(cookie).user_id for cookie in (as_ann, elsewhere)] == [ann.user_id, None]
    assert post("/auth/sign-in", ANN).status_code == 422


OWN = ["/auth/password", "/auth/confirm"] + [
    f"/auth/second-factor/{each}" for each in ("start", "confirm", "codes", "remove")
]


@pytest.mark.parametrize("path", OWN)
def test_who_is_not_signed_in_is_led_to_the_door(post: Request, path: str) -> None:
    scripted, plain = post(path, {}), post(path, {}, accept="text/html")

    assert scripted.json() == {"location": "/sign-in?next=/account&ended=1"}
    assert (plain.status_code, plain.headers["location"][:8]) in {
        (303, "/sign-in"),
        (303, "/account"),
    }


@pytest.mark.parametrize("path", OWN)
def test_a_form_of_one_s_own_account_comes_from_ones_own_page(
    post: Request, as_ann: str, path: str
) -> None:
    assert post(path, {}, cookie=as_ann, origin="https://evil.example").status_code == 403
    assert post(path, {}, cookie=as_ann, origin="null").status_code == 403


def test_a_device_is_known_by_its_cookie_which_stays_after_signing_out(
    post: Request, ann: Actor, database: Database
) -> None:
    first = post("/auth/sign-in", ANN)
    device = f"{DEVICE.name}={first.cookies[DEVICE.name]}"
    left = post("/auth/sign-out", {}, cookie=f"{cookie_of(first)}; {device}")
    second = post("/auth/sign-in", ANN, cookie=device)

    assert DEVICE.name not in left.cookies
    assert second.cookies[DEVICE.name] == first.cookies[DEVICE.name]
    with database.owner.connect() as connection:
        assert len(set(connection.scalars(select(LOGINS.c.device_hash)))) == 1


def test_a_device_cookie_that_is_none_is_replaced(post: Request, ann: Actor) -> None:
    answer = post("/auth/sign-in", ANN, cookie=f"{DEVICE.name}=x")

    assert len(answer.cookies[DEVICE.name]) == 43


def test_too_many_tries_from_one_address_are_told_so(
    post: Request, ann: Actor, database: Database
) -> None:
    with database.owner.begin() as connection:
        row = {"key": ANY_PASSWORD.key("127.0.0.1"), "count": 300, "began_at": datetime.now(UTC)}
        connection.execute(insert(TRIES).values(row))

    answer = post("/auth/sign-in", ANN)

    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert 290 < int(answer.headers["retry-after"]) <= 300
    assert "set-cookie" not in answer.headers
    plain = post("/auth/sign-in", ANN, accept="text/html")
    assert (plain.status_code, plain.text) == (
        429,
        "That was tried too often. Try again in 5 minutes.",
    )
    assert 290 < int(plain.headers["retry-after"]) <= 300


@pytest.mark.parametrize(("command_id", "is_safe"), [("0" * 32, True), ("", False)])
def test_only_a_form_with_an_id_is_called_safe_to_send_again(
    post: Request, product: None, command_id: str, is_safe: bool
) -> None:
    with product_at(AWAY):
        answer = post("/auth/sign-up", newcomer(command_id=command_id))

    said = Uncertain.sentence if is_safe else Uncertain.without_id
    assert answer.json()["error"] == said


def test_a_session_that_rests_is_kept_by_what_is_done_in_it_and_by_nothing_refused(
    post: Request, visit: Request, as_ann: str, database: Database
) -> None:
    def rested() -> timedelta:
        with database.owner.begin() as connection:
            used = connection.scalar(select(LOGINS.c.last_used_at))
            back = LOGINS.c.last_used_at - timedelta(hours=1)
            connection.execute(update(LOGINS).values(last_used_at=back))
        return datetime.now(UTC) - used

    confirm = {"command_id": str(new_id()), "password": PASSWORD}
    rested()
    post("/auth/confirm", confirm | {"password": "wrong"}, cookie=as_ann)
    visit("POST", f"/api/users/{new_id()}/deactivate", headers={"cookie": as_ann, "origin": LOCAL})
    assert rested() > timedelta(minutes=59)
    post("/auth/confirm", confirm, cookie=as_ann)
    assert rested() < timedelta(minutes=1)
    visit("GET", "/api/users", headers={"cookie": as_ann})
    assert rested() < timedelta(minutes=1)


def test_the_password_confirms_who_it_is(post: Request, as_ann: str) -> None:
    form = {"command_id": str(new_id()), "password": PASSWORD}

    wrong = post("/auth/confirm", form | {"password": "wrong"}, cookie=as_ann)
    right = post("/auth/confirm", form, cookie=as_ann)

    assert (wrong.status_code, wrong.json()["fields"]) == (
        422,
        {"password": WrongPassword.sentence},
    )
    assert (right.status_code, right.json()) == (200, {})
    assert post("/auth/confirm", form, cookie=as_ann, accept="text/html").status_code == 303


@pytest.mark.parametrize(
    ("password", "score", "sentence"),
    [
        ("", 0, "Use at least 15 characters."),
        ("x#9!kQ$2&vB@", 2, "Use at least 15 characters."),
        ("zoe zoe zoe zoe", 0, "Very easy to guess. Use other words, or more."),
        ("qwertyuiop[]asdf", 2, "Easy to guess. Use other words, or more."),
        ("correct horse battery", 4, "Very hard to guess."),
        ("a" * 60_000, 0, "Very easy to guess. Use other words, or more."),
    ],
)
def test_the_strength_of_a_password_is_told_to_anybody(
    post: Request, database: Database, password: str, score: int, sentence: str
) -> None:
    answer = post("/auth/strength", {"password": password, "email": "z@example.org", "name": "Zoe"})

    assert answer.json() == {"score": score, "sentence": sentence}
    assert answer.headers["cache-control"] == "no-store"
    with database.owner.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(TRIES)) == 0
