import asyncio
import time
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from app.config import settings
from app.http.frontend_build import Build
from app.http.middleware import Edge
from app.http.origin import Site
from app.http.request_body import LARGEST_BODY
from app.identity.authentication import address_of
from app.identity.cookies import COOKIE, DEVICE
from app.runtime import refusal_counter
from tests.app.conftest import client_of

TAB = "0f8fad5b-d9cb-469f-a165-70867728950e"
TABLE = "/assets/reflex-env-BVGF6eGS.js"
LOCAL = "http://localhost:8000"
DEPLOYED = "https://people.example.org"


async def _echo(request: Request) -> Response:
    return PlainTextResponse(await request.body())


async def _whence(request: Request) -> Response:
    return PlainTextResponse(address_of(request))


async def _cookies(request: Request) -> Response:
    return PlainTextResponse(" ".join(request.cookies))


async def _page(request: Request) -> Response:
    status = int(request.query_params.get("status", "200"))
    headers = {"access-control-allow-origin": "*", "access-control-allow-credentials": "true"}
    return Response(status_code=304) if status == 304 else HTMLResponse("", status, headers)


async def _boom(_: Request) -> Response:
    message = "hunter2"
    raise LookupError(message)


async def _talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


@pytest.fixture
def build(tmp_path: Path) -> Build:
    (tmp_path / "assets").mkdir()
    (tmp_path / "people").mkdir()
    table = "var e={EVENT:`ws://localhost:8000/_event`,PING:`http://localhost:8000/ping`};"
    (tmp_path / TABLE[1:]).write_text(table)
    (tmp_path / "index.html").write_text(
        '<script src="/assets/a.js"></script><script>one()</script>'
    )
    (tmp_path / "people" / "index.html").write_text(
        '<script id="x">two()</script><style>b{}</style>'
    )
    return Build.read(tmp_path)


def edge(build: Build, origin: str | None = None) -> Edge:
    inner = Starlette(
        routes=[
            Route("/", _page),
            Route("/echo", _echo, methods=["POST"]),
            Route("/whence", _whence),
            Route("/cookies", _cookies),
            Route("/boom", _boom, methods=["GET", "POST"]),
            Mount("/assets", routes=[Route("/{name}", lambda _: PlainTextResponse("x"))]),
            Route("/health/live", lambda _: PlainTextResponse("ok")),
            WebSocketRoute("/_event", _talk),
        ]
    )
    return Edge(inner, Site(origin), build)


def socket_answers(app: Edge, headers: dict[str, str], query: str = f"token={TAB}") -> list[str]:
    """Knock with a websocket handshake; returns the types of the answers."""
    return asyncio.run(knock(app, headers, query))


async def knock(
    app: Edge,
    headers: dict[str, str],
    query: str = f"token={TAB}",
    then: Iterable[Message] = (),
) -> list[str]:
    """What is sent to a socket that says this after its greeting."""
    sent: list[str] = []
    messages = chain([{"type": "websocket.connect"}], then)

    async def receive() -> Message:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message["type"])

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "websocket", "path": "/_event", "query_string": query.encode(), "headers": raw}
    await app(scope | {"client": ("192.0.2.1", 1)}, receive, send)
    return sent


def test_a_page_of_ours_may_post_and_open_a_socket(build: Build) -> None:
    own = {"host": "localhost:8000", "origin": LOCAL, "sec-fetch-site": "same-origin"}

    answer = client_of(edge(build))("POST", "/echo", headers={"origin": LOCAL}, content=b"a")

    assert answer.text == "a"
    assert socket_answers(edge(build), own)[0] == "websocket.accept"


FOREIGN = [
    {},
    {"origin": "null"},
    {"origin": "https://evil.example"},
    {"origin": "http://localhost:8000.evil.example"},
    {"origin": "http://localhost:8001"},
    {"origin": "https://localhost:8000"},
    {"origin": "http://127.0.0.1:8000"},
    {"origin": "http://a@localhost:8000"},
    {"origin": "http://localhost:8000, http://evil.example"},
    {"origin": LOCAL, "sec-fetch-site": "cross-site"},
    {"origin": LOCAL, "sec-fetch-site": "same-site"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_another_site_may_neither_post_nor_open_a_socket(
    build: Build, headers: dict[str, str]
) -> None:
    assert client_of(edge(build))("POST", "/echo", headers=headers).status_code == 403
    assert socket_answers(edge(build), {"host": "localhost:8000", **headers}) == ["websocket.close"]


def test_the_scripts_of_a_page_are_refused_in_json_and_others_in_words(build: Build) -> None:
    request = client_of(edge(build))
    foreign = {"origin": "https://evil.example"}

    plain = request("POST", "/auth/sign-in", headers=foreign)
    to_script = request("POST", "/auth/sign-in", headers=foreign | {"accept": "application/json"})

    assert plain.text == "This request came from another site."
    assert to_script.json() == {"error": plain.text, "code": "foreign_origin"}


def test_only_reading_needs_no_origin(build: Build) -> None:
    request = client_of(edge(build))

    for method in ("GET", "HEAD", "OPTIONS"):
        assert request(method, "/").status_code != 403
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert request(method, "/").status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "",
        "token=" + "a" * 5000,
        "token=" + "A" * 36,
        f"token={TAB}&token={TAB}",
        f"token={TAB}%00",
    ],
)
def test_a_socket_needs_the_name_of_a_tab(build: Build, query: str) -> None:
    own = {"host": "localhost:8000", "origin": LOCAL}

    assert socket_answers(edge(build), own, query) == ["websocket.close"]


def test_a_local_server_goes_by_any_name_of_this_machine(build: Build) -> None:
    for host in (
        "localhost",
        "127.0.0.1:5",
        "[::1]:8000",
        "192.168.1.7:8000",
        "rollcall.localhost",
    ):
        assert client_of(edge(build))("GET", "/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "localhost:8000`+alert(1)+`",
        "localhost/x",
    ],
)
def test_a_name_made_to_point_here_is_not_served(build: Build, host: str) -> None:
    assert client_of(edge(build))("GET", "/", headers={"host": host}).status_code == 421


def test_a_deployed_site_has_one_name(build: Build) -> None:
    request = client_of(edge(build, DEPLOYED), DEPLOYED)

    assert request("POST", "/echo", headers={"origin": DEPLOYED}).status_code == 200
    assert (
        request("POST", "/echo", headers={"origin": "http://people.example.org"}).status_code == 403
    )
    assert request("GET", "/", headers={"host": "localhost"}).status_code == 421
    assert request("GET", "/health/live", headers={"host": "10.0.0.7"}).status_code == 200


def test_a_body_larger_than_any_form_is_refused(build: Build) -> None:
    request = client_of(edge(build))

    def parts():
        yield b"a" * LARGEST_BODY
        yield b"a"

    async def trickle():
        for part in parts():
            yield part

    own = {"origin": LOCAL}
    assert request("POST", "/echo", headers=own, content=b"a" * LARGEST_BODY).status_code == 200
    assert (
        request("POST", "/echo", headers=own, content=b"a" * (LARGEST_BODY + 1)).status_code == 413
    )
    assert request("POST", "/echo", headers=own, content=trickle()).status_code == 413


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/nowhere"),
        ("GET", "/boom"),
        ("POST", "/echo"),
        ("GET", TABLE),
    ],
)
def test_every_answer_carries_the_security_headers(build: Build, method: str, path: str) -> None:
    headers = client_of(edge(build))(method, path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "cache-control" in headers
    assert not [name for name in headers if name.startswith("access-control-")]


def test_only_the_scripts_of_our_pages_run(build: Build) -> None:
    policy = client_of(edge(build))("GET", "/").headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))

    assert rules["default-src"] == "'self'"
    assert rules["script-src"].count("sha256-") == 2
    assert rules["style-src"].count("sha256-") == 2
    assert rules["base-uri"] == rules["object-src"] == rules["frame-ancestors"] == "'none'"
    assert rules["form-action"] == "'self'"
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in rules["script-src"] + rules["style-src"]


def test_an_unchanged_page_keeps_its_policy(build: Build) -> None:
    request = client_of(edge(build))

    page, unchanged = request("GET", "/"), request("GET", "/?status=304")

    assert unchanged.status_code == 304
    policy = "content-security-policy"
    assert unchanged.headers[policy] == page.headers[policy]


def test_a_forged_address_changes_nothing(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    request = client_of(edge(build))
    forged = {"x-forwarded-for": "203.0.113.9, 198.51.100.2", "forwarded": "for=203.0.113.9"}

    assert request("GET", "/whence", headers=forged).text == "127.0.0.1"
    monkeypatch.setattr(settings, "trusted_proxy_hops", 1)
    assert request("GET", "/whence", headers=forged).text == "198.51.100.2"


def test_of_a_socket_only_what_a_page_of_ours_sends_is_heard(build: Build) -> None:
    ours = [
        {"text": '40/_event,{"event":{}}'},
        {"text": "3"},
        {"text": '42/_event,["event",{}]'},
        {"text": '42/_event,["client_error",{}]'},
    ]
    foreign = [
        {"text": '451234567890-/_event,["event",{"_placeholder":true,"num":0}]'},
        {"text": "41/_event,"},
        {"text": "40/other,"},
        {"text": '42/_event,["ping"]'},
        {"text": "bAAAA"},
        {"text": ""},
        {"bytes": b"3"},
    ]
    said = [{"type": "websocket.receive"} | each for each in [*foreign, *ours, *foreign]]
    heard: list[Message] = []

    async def inner(_: Scope, receive: Receive, __: Send) -> None:
        while not heard or heard[-1]["type"] != "websocket.disconnect":
            heard.append(await receive())

    own = {"host": "localhost:8000", "origin": LOCAL}
    refusal_counter.taken()

    app = Edge(inner, Site(None), build)
    asyncio.run(knock(app, own, then=[*said, {"type": "websocket.disconnect"}]))

    assert [message.get("text") for message in heard[1:-1]] == [each["text"] for each in ours]
    assert sum(row.count for row in refusal_counter.taken() if row.reason == "malformed") == 14


def test_a_crowd_of_sockets_is_refused_before_anything_of_ours_runs(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "sockets_per_address", 2)
    inside: list[str] = []
    own = {"host": "localhost:8000", "origin": LOCAL}

    async def crowd() -> None:
        door = asyncio.Event()

        async def inner(scope: Any, receive: Any, send: Any) -> None:
            inside.append(scope["client"][0])
            await door.wait()

        app = Edge(inner, Site(None), build)
        held = [asyncio.create_task(knock(app, own)) for _ in range(2)]
        await asyncio.sleep(0)
        assert await knock(app, own) == ["websocket.close"]
        door.set()
        await asyncio.gather(*held)

    asyncio.run(crowd())
    assert inside == ["192.0.2.1", "192.0.2.1"]


def test_a_crowd_of_requests_is_refused_and_the_sign_of_life_is_not(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "requests_per_address", 2)

    async def crowd() -> list[int]:
        door = asyncio.Event()

        async def inner(scope: Any, receive: Any, send: Any) -> None:
            if scope["path"] == "/":
                await door.wait()
            await PlainTextResponse("")(scope, receive, send)

        transport = httpx.ASGITransport(app=Edge(inner, Site(None), build))
        async with httpx.AsyncClient(transport=transport, base_url=LOCAL) as client:
            held = [asyncio.create_task(client.get("/")) for _ in range(2)]
            await asyncio.sleep(0.05)
            paths = ("/people", "/api/users", "/health/live")
            met = [(await client.get(path)).status_code for path in paths]
            door.set()
            return met + [(await one).status_code for one in held]

    assert asyncio.run(crowd()) == [429, 429, 200, 200, 200]


def test_every_refusal_is_counted(build: Build) -> None:
    refusal_counter.taken()
    request = client_of(edge(build))
    request("POST", "/echo")
    request("GET", "/", headers={"host": "evil.example"})
    request("POST", "/echo", headers={"origin": LOCAL}, content=b"a" * (LARGEST_BODY + 1))
    socket_answers(edge(build), {"host": "localhost:8000", "origin": LOCAL}, "token=x")

    assert {(row.subject, row.reason) for row in refusal_counter.taken()} == {
        ("http", "foreign_origin"),
        ("http", "unknown_host"),
        ("http", "too_large"),
        ("websocket", "no_tab"),
    }


def test_a_request_that_was_cut_on_its_way_is_not_carried_out(build: Build) -> None:
    messages = [
        {"type": "http.request", "body": b"password=half", "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Any] = []
    headers = [(b"host", b"localhost:8000"), (b"origin", LOCAL.encode())]
    scope = {"type": "http", "method": "POST", "path": "/echo", "query_string": b""}

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(edge(build)(scope | {"headers": headers}, receive, send))

    assert sent[0]["status"] == 400
    assert b"half" not in sent[1]["body"]


def test_behind_a_proxy_the_scheme_is_that_of_the_origin(build: Build) -> None:
    async def inner(scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse(scope["scheme"])(scope, receive, send)

    request = client_of(Edge(inner, Site(DEPLOYED), build), DEPLOYED.replace("https", "http"))

    assert request("GET", "/sign-in").text == "https"


def test_cookies_that_others_set_for_this_host_stay_outside(build: Build) -> None:
    ours = f"{COOKIE.name}={TAB}; {DEVICE.name}={TAB}"
    slow = 'theirs="' + "\\" * 60_000 + '"'
    began = time.perf_counter()

    answer = client_of(edge(build))("GET", "/cookies", headers={"cookie": f"{slow}; {ours}; a=b"})

    assert answer.text == f"{COOKIE.name} {DEVICE.name}"
    assert client_of(edge(build))("GET", "/cookies", headers={"cookie": "a=b"}).text == ""
    assert time.perf_counter() - began < 1


def test_files_with_a_digest_in_their_name_are_kept_for_ever(build: Build) -> None:
    request = client_of(edge(build))

    assert "immutable" in request("GET", "/assets/a-12345678.js").headers["cache-control"]
    assert request("GET", "/assets/logo.svg").headers["cache-control"] == "no-cache"
    assert request("GET", "/").headers["cache-control"] == "no-cache"
    assert request("GET", TABLE).headers["cache-control"] == "no-cache"


def test_one_build_finds_its_server_on_any_host(build: Build) -> None:
    local = client_of(edge(build))("GET", TABLE, headers={"host": "127.0.0.1:4321"}).text
    deployed = client_of(edge(build, DEPLOYED), DEPLOYED)("GET", TABLE).text

    assert "`ws://127.0.0.1:4321/_event`" in local
    assert "`http://127.0.0.1:4321/ping`" in local
    assert "`wss://people.example.org/_event`" in deployed
    assert "localhost" not in deployed


def test_a_failure_is_one_line_in_the_log_and_no_word_in_the_answer(
    build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client_of(edge(build))("GET", "/boom")

    assert answer.status_code == 500
    assert "hunter2" not in answer.text + caplog.text
    assert len(caplog.records) == 1


def test_without_a_build_nothing_inline_runs(tmp_path: Path) -> None:
    assert "script-src 'self';" in Build.read(tmp_path).policy
