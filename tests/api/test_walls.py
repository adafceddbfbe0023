"""Who may send what: other sites, other bodies, other addresses, other methods."""

import asyncio
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount

from app.http.frontend_build import Build
from app.http.middleware import Edge
from app.http.origin import Site
from app.http.request_body import LARGEST_BODY
from app.http_routes import api
from tests.api.conftest import EDGE, LOCAL, Program
from tests.app.conftest import client_of
from tests.examples import ANN, PASSWORD

FORM = "application/x-www-form-urlencoded"
SIGN_UP = {"user": ANN}
REFUSED = {"error": "This request came from another site.", "code": "foreign_origin"}
UNSUPPORTED = {
    "error": "Send JSON, with the header Content-Type: application/json.",
    "code": "unsupported_media_type",
}


def test_a_page_of_ours_and_a_program_that_is_no_browser_are_let_in(ann: Program) -> None:
    path, body = f"/users/{ann.id}", {"user": {"name": "Ann Lee"}}

    assert ann("PATCH", path, body, origin=LOCAL, sec_fetch_site="same-origin").status_code == 200
    assert ann("PATCH", path, body).status_code == 200
    assert (
        ann("PATCH", path, body, content_type="Application/JSON; charset=utf-8").status_code == 200
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://localhost:8001"},
        {"origin": LOCAL, "sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"origin": "https://evil.example", "content_type": FORM},
    ],
)
def test_what_another_site_could_send_is_refused(ann: Program, headers: dict[str, str]) -> None:
    path = f"/users/{ann.id}"

    answers = [ann("PUT", path, {"user": {"name": "Eve"}}, **headers)]
    answers += [ann("POST", f"{path}/deactivate", **headers)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(403, REFUSED)] * 2
    assert ann("GET", path).json()["data"]["name"] == "Ann"


@pytest.mark.parametrize(
    "kind",
    [
        *(FORM, "text/plain", "multipart/form-data; boundary=x", "text/plain; application/json"),
        *("application/json, text/plain", "application/xml", ""),
    ],
)
def test_what_an_old_browser_could_be_made_to_send_is_no_json(ann: Program, kind: str) -> None:
    path = f"/users/{ann.id}"

    answers = [ann("PUT", path, {"user": {"name": "Eve"}}, content_type=kind)]
    answers += [ann("POST", f"{path}/deactivate", content_type=kind)]

    for answer in answers:
        assert (answer.status_code, answer.json()) == (415, UNSUPPORTED)
        assert answer.headers["accept"] == "application/json"
    assert ann("GET", path).json()["data"]["name"] == "Ann"


def test_a_body_without_a_type_is_refused() -> None:
    answer = client_of(EDGE)("POST", "/api/users", content=b'{"user": {}}')

    assert (answer.status_code, answer.json()) == (415, UNSUPPORTED)


def test_the_empty_form_of_another_site_is_refused(ann: Program) -> None:
    headers = {"cookie": ann.cookie, "content-type": FORM}

    answer = client_of(EDGE)("POST", f"/api/users/{ann.id}/deactivate", headers=headers)

    assert answer.status_code == 415


def test_outside_of_the_api_json_opens_nothing(guest: Program) -> None:
    request = client_of(EDGE)
    sent = {"email": "ann@example.org", "password": PASSWORD}

    assert request("POST", "/auth/sign-in", json=sent).status_code == 403
    assert request("POST", "/auth/sign-out").status_code == 403
    assert request("POST", "/apiary").status_code == 403


def test_a_browser_that_asks_for_leave_gets_none(guest: Program) -> None:
    # Reflex puts this around our application, as it does around its own.
    lenient = CORSMiddleware(api, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])
    asked = {
        "origin": "https://evil.example",
        "access-control-request-method": "PUT",
        "access-control-request-headers": "content-type",
    }

    for inner in (api, lenient):
        request = client_of(Edge(inner, Site(None), Build(policy="")))
        answer = request("OPTIONS", "/api/users", headers=asked)
        assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_a_socket_has_no_door_at_the_api() -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message["type"])

    scope = {"type": "websocket", "path": "/api/users", "query_string": b""}
    asyncio.run(EDGE(scope | {"headers": [(b"host", b"localhost:8000")]}, receive, send))

    assert sent == ["websocket.close"]


def test_a_type_that_is_not_json_is_refused_even_from_our_pages(ann: Program) -> None:
    for kind in (FORM, "text/plain", "application/xml", "application/merge-patch+json"):
        for path in (f"/users/{ann.id}/suspend", "/users"):
            answer = ann("POST", path, SIGN_UP, origin=LOCAL, content_type=kind)
            assert (answer.status_code, answer.json()) == (415, UNSUPPORTED)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b"{} {}",
        b"[" * 50_000,
        b'{"user": ' + b"9" * 5000 + b"}",
        b'{"user": {"email": "a\x00"}}',
    ],
)
def test_what_only_claims_to_be_json_is_said_so(guest: Program, body: bytes) -> None:
    headers = {"content-type": "application/json"}

    answer = client_of(EDGE)("POST", "/api/users", content=body, headers=headers)

    assert answer.status_code == 422
    said = {"error": "This is not JSON.", "code": "invalid", "fields": {}}
    assert answer.json() == said


def test_numbers_that_json_does_not_know_are_refused(guest: Program) -> None:
    headers = {"content-type": "application/json"}
    for number in (b"NaN", b"Infinity", b"1e999"):
        body = b'{"user": {"name": ' + number + b"}}"
        answer = client_of(EDGE)("POST", "/api/users", content=body, headers=headers)
        assert answer.status_code == 422
        assert "name" in answer.json()["fields"]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (b'{"user": {}, "user": {}}', ["user"]),
        (b'{"user": {"email": "a", "name": "b", "email": "a", "name": "c"}}', ["email", "name"]),
        (b'{"user": {"n\\u0061me": "Ann", "name": "Eve"}}', ["name"]),
        (b'[{"what": [{"a": 1, "a": 1}]}]', ["a"]),
        (b'{"\\ud800": 1, "\\ud800": 1}', ["\\ud800"]),
        (b"{" + b",".join(b'"%d": 0, "%d": 0' % (n, n) for n in range(3000)) + b"}", 10),
    ],
)
def test_a_name_that_is_given_twice_is_told(
    guest: Program, body: bytes, names: list[str] | int
) -> None:
    headers = {"content-type": "application/json"}

    answer = client_of(EDGE)("POST", "/api/users", content=body, headers=headers)

    fields = answer.json()["fields"]
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert len(fields) == names if isinstance(names, int) else [*fields] == names
    assert {*fields.values()} == {"Give this once."}


def test_a_body_that_is_too_large_is_refused_in_json(guest: Program) -> None:
    answer = guest("POST", "/users", {"user": ANN | {"name": "x" * LARGEST_BODY}})

    said = {"error": "That is too much at once.", "code": "too_large"}
    assert (answer.status_code, answer.json()) == (413, said)


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/users/",
        "/users/1/nowhere",
        "/",
        "//users",
        "/%00",
        "/a%0Ab",
        "/docs/%00",
        "/users%0A",
        "/statistics%0A",
        "/openapi.json%0A",
        "/docs/start.js%0A",
        "/users/1/suspend%0A",
    ],
)
def test_a_wrong_address_is_not_found_in_json(guest: Program, path: str) -> None:
    for method in ("GET", "POST"):
        answer = guest(method, path)

        assert answer.status_code == 404
        said = {"error": "There is nothing at this address.", "code": "no_such_address"}
        assert answer.json() == said


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/users", "GET, HEAD, POST"),
        ("POST", "/users/1", "GET, HEAD, PUT, PATCH"),
        ("GET", "/users/1/suspend", "POST"),
        ("HEAD", "/users/1/suspend", "POST"),
        ("POST", "/users/1/role", "PUT"),
        ("PUT", "/statistics", "GET, HEAD"),
        ("OPTIONS", "/statistics", "GET, HEAD"),
        ("TRACE", "/statistics", "GET, HEAD"),
        ("DELETE", "/openapi.json", "GET, HEAD"),
        ("POST", "/docs/start.js", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(
    guest: Program, method: str, path: str, allowed: str
) -> None:
    answer = guest(method, path)

    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    if method != "HEAD":
        said = "This address does not answer to this method."
        assert answer.json() == {"error": said, "code": "method_not_allowed"}


@pytest.mark.parametrize(
    "path",
    ["/users", "/users/{}", "/users/1", "/users?page=0", "/statistics", "/nowhere",
     "/openapi.json", "/docs", "/docs/start.js"],
)  # fmt: skip
def test_head_is_answered_as_get_without_a_body(ann: Program, guest: Program, path: str) -> None:
    path = path.format(ann.id)
    for program in (ann, guest):
        get, head = program("GET", path), program("HEAD", path)

        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head.headers == get.headers


def test_the_pages_behind_it_never_answer_for_the_api() -> None:
    pages = Mount("", PlainTextResponse("a page"))  # Reflex mounts its own like this
    request = client_of(Edge(Starlette(routes=[*api.routes, pages]), Site(None), Build(policy="")))

    for path in ("/api/nowhere", "/api/", "/api/a%0Ab", "/api/docs/nowhere"):
        assert request("GET", path).status_code == 404
        assert request("DELETE", path).json()["error"]
    assert request("DELETE", "/api/users").status_code == 405
    assert request("GET", "/apiary").text == "a page"


def test_a_name_that_is_not_served_is_refused_in_json(guest: Program) -> None:
    answer = guest("GET", "/users", host="evil.example")

    assert (answer.status_code, answer.json()["code"]) == (421, "unknown_host")
