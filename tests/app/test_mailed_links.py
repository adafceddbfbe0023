"""Mails that are asked for, and the links in them, over HTTP."""

from dataclasses import replace

import pytest

from app.config import settings
from app.http.frontend_build import Build
from app.http.middleware import Edge
from app.http.origin import Site
from app.http_routes import api
from app.mail.sending import send_due
from commands.ask_email_change import AskEmailChange
from commands.ask_verification import AskVerification
from domain.access import Actor
from domain.errors import LinkExpired, TooMany
from domain.ids import new_id
from domain.mail import MailKind
from queries.list_mails import ListMails
from tests.app.conftest import Request, client_of
from tests.database import Database
from tests.examples import ANN, PASSWORD, signed_in
from tests.mails import link, sent, waiting
from tests.product import AWAY, product_at, without

LOCAL = "http://localhost:8000"
SCRIPTED = {"accept": "application/json", "origin": LOCAL}
PLAIN = {"accept": "text/html", "origin": LOCAL}
NEW = "a new battery horse"
ROUTES = {
    "/auth/forgot": "/forgot-password",
    "/auth/reset": "/reset-password",
    "/auth/verify": "/verify-email",
    "/auth/confirm-email": "/confirm-email",
}


@pytest.fixture
def post(product: None) -> Request:
    """Send a form through the edge, as a page of ours does."""
    visit = client_of(Edge(api, Site(None), Build(policy="")))

    def post(path: str, form: dict[str, str], **headers: str):
        form = {"command_id": str(new_id())} | form
        return visit("POST", path, data=form, headers=SCRIPTED | headers)

    return post


@pytest.fixture
def mailing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server is configured; nobody listens there."""
    monkeypatch.setattr(settings, "smtp_url", "smtp://127.0.0.1:9")


@pytest.fixture
def reset_token(post: Request, ann: Actor, do) -> str:
    post("/auth/forgot", {"email": "ann@example.org"})
    return link(do, MailKind.RESET_PASSWORD)


@pytest.fixture
def verify_token(ann: Actor, do) -> str:
    do(AskVerification(command_id=new_id()), ann)
    return link(do, MailKind.VERIFY_EMAIL)


def newcomer(**changes: str) -> dict[str, str]:
    return {"email": "zoe@example.org", "name": "Zoë", "password": PASSWORD} | changes


def test_a_forgotten_password_is_replaced_by_the_link(post: Request, reset_token: str) -> None:
    answer = post("/auth/reset", {"token": reset_token, "new_password": NEW})

    assert answer.json() == {"location": "/sign-in?reset=1"}
    assert "set-cookie" not in answer.headers
    entered = post("/auth/sign-in", {"email": ANN["email"], "password": NEW})
    assert entered.json() == {"location": "/"}


@pytest.mark.parametrize("email", ["ann@example.org", "nobody@example.org"])
def test_asking_is_answered_alike_whether_or_not_there_is_an_account(
    post: Request, ann: Actor, email: str
) -> None:
    answer = post("/auth/forgot", {"email": email})

    assert (answer.status_code, answer.json()) == (200, {"location": "/check-mail?for=reset"})
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("email", ["", "no address"])
def test_what_is_no_address_is_named_instead_of_waited_for(post: Request, email: str) -> None:
    answer = post("/auth/forgot", {"email": email})

    assert answer.status_code == 422
    assert answer.json()["fields"] == {"email": "Enter an e-mail address like name@example.org."}


def test_asking_too_often_from_one_address_is_said(post: Request) -> None:
    statuses = [
        post("/auth/forgot", {"email": f"nobody{n}@example.org"}).status_code for n in range(51)
    ]
    again = post("/auth/forgot", {"email": "nobody@example.org"})

    assert statuses == [200] * 50 + [429]
    assert again.json() == {"error": str(TooMany(3600)), "code": "too_many", "fields": {}}


def test_a_weak_new_password_is_named_and_the_link_still_works(
    post: Request, reset_token: str
) -> None:
    for weak in ("short", "passwordpassword"):
        refused = post("/auth/reset", {"token": reset_token, "new_password": weak})
        assert refused.status_code == 422
        assert set(refused.json()["fields"]) == {"new_password"}

    assert post("/auth/reset", {"token": reset_token, "new_password": NEW}).status_code == 200


def test_a_guest_who_verifies_an_address_comes_to_the_door(
    post: Request, verify_token: str
) -> None:
    answer = post("/auth/verify", {"token": verify_token})

    assert answer.json() == {"location": "/sign-in?verified=1"}


def test_who_is_signed_in_comes_back_to_the_account(
    post: Request, verify_token: str, as_ann: str
) -> None:
    answer = post("/auth/verify", {"token": verify_token}, cookie=as_ann)

    assert answer.json() == {"location": "/account?verified=1"}


@pytest.mark.parametrize("path", ["/auth/reset", "/auth/verify", "/auth/confirm-email"])
def test_a_link_that_does_not_work_is_said_in_one_sentence(post: Request, path: str) -> None:
    for token in ("", "unknown", "x" * 5000, "\x00"):
        answer = post(path, {"token": token, "new_password": NEW})

        assert answer.status_code == 422
        assert answer.json()["error"] == LinkExpired.sentence


def test_a_change_of_address_is_half_done_by_the_first_and_done_by_the_second(
    post: Request, verify_token: str, ann: Actor, as_ann: str, do
) -> None:
    post("/auth/verify", {"token": verify_token})
    session = replace(ann, login_id=signed_in(do, ANN["email"]))
    do(AskEmailChange(command_id=new_id(), email="ann@example.net"), session)
    first, second = (token for _, _, token in sent(do))

    half = post("/auth/confirm-email", {"token": first})
    whole = post("/auth/confirm-email", {"token": second}, cookie=as_ann)

    assert half.json() == {"location": "/sign-in?email=half"}
    assert whole.json() == {"location": "/account?email=changed"}


def test_the_same_form_sent_twice_is_answered_alike(post: Request, reset_token: str) -> None:
    form = {"command_id": str(new_id()), "token": reset_token, "new_password": NEW}

    first, again = (post("/auth/reset", form) for _ in range(2))

    assert first.json() == again.json() == {"location": "/sign-in?reset=1"}


def test_plain_forms_are_answered_with_redirects(
    post: Request, verify_token: str, reset_token: str
) -> None:
    def location(path: str, **form: str) -> str:
        answer = post(path, {"command_id": ""} | form, **PLAIN)
        assert answer.status_code == 303
        return answer.headers["location"]

    assert location("/auth/forgot", email="ann@example.org") == "/check-mail?for=reset"
    assert location("/auth/verify", token=verify_token) == "/sign-in?verified=1"
    for path, page in ROUTES.items():
        if path != "/auth/forgot":
            assert location(path, token="unknown", new_password=NEW) == f"{page}?failed=1"


@pytest.mark.parametrize("path", ROUTES)
def test_a_database_that_is_away_is_said(post: Request, path: str) -> None:
    with product_at(AWAY):
        answer = post(path, {"email": "a@b.org", "token": "t" * 43, "new_password": NEW})

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


@pytest.mark.parametrize("path", ROUTES)
def test_only_posts_of_our_own_pages_change_anything(post: Request, path: str) -> None:
    assert post(path, {}, origin="https://evil.example").status_code == 403


def test_where_mail_is_configured_a_new_and_a_taken_address_are_answered_alike(
    post: Request, mailing: None, ann: Actor, database: Database
) -> None:
    answers = [post("/auth/sign-up", newcomer(email=e)) for e in ("z@example.org", ANN["email"])]

    assert [answer.json() for answer in answers] == [{"location": "/check-mail?for=sign-up"}] * 2
    assert not [answer for answer in answers if "set-cookie" in answer.headers]
    assert waiting(database) == [
        ("verify_email", "z@example.org"),
        ("address_in_use", "ann@example.org"),
    ]


def test_wrong_fields_of_a_neutral_sign_up_are_named(post: Request, mailing: None) -> None:
    answer = post("/auth/sign-up", newcomer(email="zoe", password="short"))

    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"email", "password"})


def test_a_plain_neutral_sign_up_leads_to_the_mail(post: Request, mailing: None) -> None:
    there = post("/auth/sign-up", newcomer(), **PLAIN)
    again = post("/auth/sign-up", newcomer(name=""), **PLAIN)

    assert there.headers["location"] == "/check-mail?for=sign-up"
    assert again.headers["location"] == "/sign-up?failed=1"


def test_no_header_of_a_request_gets_into_a_link(post: Request, ann: Actor, ask) -> None:
    evil = "evil.example"
    forged = {"x-forwarded-host": evil, "forwarded": f"host={evil}", "x-host": evil}
    post("/auth/forgot", {"email": "ann@example.org"}, **forged)

    send_due()

    [mail] = ask(ListMails())
    assert f"http://127.0.0.1:{settings.port}/reset-password#" in mail.body
    assert evil not in mail.body


def test_neither_token_nor_address_stands_in_a_log(
    post: Request, reset_token: str, caplog: pytest.LogCaptureFixture, database: Database
) -> None:
    with without("mails", database):
        answer = post("/auth/reset", {"token": reset_token, "new_password": NEW})

    assert answer.status_code == 500
    for private in (reset_token, NEW, ANN["email"]):
        assert private not in answer.text + caplog.text


def test_a_reset_ends_the_session_of_this_browser_too(
    post: Request, as_ann: str, reset_token: str
) -> None:
    post("/auth/reset", {"token": reset_token, "new_password": NEW}, cookie=as_ann)

    answer = post("/auth/password", {"current_password": NEW}, cookie=as_ann)

    assert answer.json() == {"location": "/sign-in?next=/account&ended=1"}
