"""The second factor over HTTP: from the first look at the code to signing in with it."""

import re
from typing import Any

import pytest

from app.http.frontend_build import Build
from app.http.middleware import Edge
from app.http.origin import Site
from app.http_routes import api
from app.identity.cookies import COOKIE
from domain.access import Actor
from domain.errors import CodeNeeded, NoSecondFactor, WrongCode
from domain.ids import new_id
from tests.app.conftest import Request, client_of
from tests.examples import PASSWORD
from tests.second_factors import code

ANN = {"email": "ann@example.org", "password": PASSWORD}
SCRIPTED = {"accept": "application/json", "origin": "http://localhost:8000"}


@pytest.fixture
def post(product: None) -> Request:
    """Send a form as a page of ours does."""
    visit = client_of(Edge(api, Site(None), Build(policy="")))

    def post(path: str, form: dict[str, str], **headers: str) -> Any:
        return visit("POST", f"/auth/{path}", data=form, headers=SCRIPTED | headers)

    return post


@pytest.fixture
def factor(post: Request, as_ann: str) -> dict[str, Any]:
    """What Ann is shown of her second factor, which is in force."""
    shown = post("second-factor/start", {}, cookie=as_ann).json()
    form = {"command_id": str(new_id()), "code": code(shown["secret"])}
    assert post("second-factor/confirm", form, cookie=as_ann).json() == {}
    return shown


def test_it_is_shown_once_as_text_and_as_a_square(post: Request, as_ann: str) -> None:
    answer = post("second-factor/start", {}, cookie=as_ann)

    shown = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert shown["uri"].startswith("otpauth://totp/Rollcall:ann%40example.org?secret=")
    assert shown["secret"] in shown["uri"]
    assert len(shown["recovery_codes"]) == 10
    rows = shown["qr"]
    assert len(rows) >= 21
    assert all(re.fullmatch(f"[01]{{{len(rows)}}}", row) for row in rows)
    assert rows[0].startswith("11111110")  # a corner of every such square


def test_signing_in_asks_for_the_code_then(post: Request, factor: dict[str, Any]) -> None:
    without, wrong, right = (
        post("sign-in", ANN | {"code": typed}) for typed in ("", "000", code(factor["secret"], 1))
    )

    assert (without.status_code, without.json()) == (
        422,
        {
            "error": CodeNeeded.sentence,
            "code": "code_needed",
            "fields": {"code": CodeNeeded.sentence},
        },
    )
    assert (wrong.status_code, wrong.json()["fields"]) == (422, {"code": WrongCode.sentence})
    assert "set-cookie" not in without.headers
    assert COOKIE.name in right.cookies


def test_nobody_learns_of_it_without_the_password(post: Request, factor: dict[str, Any]) -> None:
    form = ANN | {"password": "wrong", "code": code(factor["secret"], 1)}

    assert post("sign-in", form).json()["code"] == "bad_credentials"


def test_new_recovery_codes_are_shown_once(
    post: Request, as_ann: str, factor: dict[str, Any]
) -> None:
    answer = post("second-factor/codes", {}, cookie=as_ann)

    new = answer.json()["recovery_codes"]
    assert answer.headers["cache-control"] == "no-store"
    assert not set(new) & set(factor["recovery_codes"])
    assert COOKIE.name in post("sign-in", ANN | {"code": new[0]}).cookies


def test_after_it_is_removed_the_password_is_enough(
    post: Request, as_ann: str, factor: dict[str, Any]
) -> None:
    form = {"command_id": str(new_id())}

    assert post("second-factor/remove", form, cookie=as_ann).json() == {}
    assert COOKIE.name in post("sign-in", ANN).cookies


@pytest.mark.parametrize("path", ["second-factor/start", "second-factor/codes"])
def test_a_page_that_can_show_nothing_gets_nothing(
    post: Request, as_ann: str, ann: Actor, path: str
) -> None:
    answer = post(path, {}, cookie=as_ann, accept="text/html")

    assert (answer.status_code, answer.headers["location"], answer.text) == (303, "/account", "")


def test_what_cannot_be_done_is_said(post: Request, as_ann: str) -> None:
    form = {"command_id": str(new_id()), "code": "123456"}

    for path in ("second-factor/confirm", "second-factor/codes", "second-factor/remove"):
        answer = post(path, form, cookie=as_ann)
        assert (answer.status_code, answer.json()["error"]) == (422, NoSecondFactor.sentence)
    strange = post("second-factor/confirm", {"command_id": "1", "code": "1"}, cookie=as_ann)
    assert set(strange.json()["fields"]) == {"command_id"}
