"""Each refusal of the table in docs/api.md, asked for once over real HTTP."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from http.client import HTTPResponse
from threading import Thread
from urllib.parse import urlsplit

import httpx
import pytest
from granian.constants import Interfaces
from granian.server.embed import Server
from sqlalchemy import text

from app.api.openapi_errors import KINDS, Kind
from app.config import settings
from app.http import post_limit, request_body
from app.http.request_body import LARGEST_BODY
from app.runtime import lookup_limit
from app.runtime.rate_limit import Allowance
from domain.access import Role
from domain.ids import new_id
from tests.api.conftest import EDGE, Program
from tests.database import Database
from tests.examples import ANN, BOB
from tests.product import AWAY, disk_full, product_at, read_only, without
from tests.refusal_table import PAGE, page

PROBLEM = "application/problem+json"
NOBODY = {"error": "User not found"}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of a server with the edge and the API."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    server = Server(EDGE, port=port, interface=Interfaces.ASGI, log_enabled=False)
    loop = asyncio.new_event_loop()
    thread = Thread(target=lambda: loop.run_until_complete(server.serve()))
    thread.start()
    _wait_for(port)
    yield f"http://127.0.0.1:{port}"
    loop.call_soon_threadsafe(server.stop)
    thread.join()
    loop.close()


def _wait_for(port: int) -> None:
    for _ in range(200):
        with closing(socket.socket()) as probe:
            probe.settimeout(0.05)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return


class Asking:
    """Programs that ask a real server, with whatever else a case needs."""

    def __init__(
        self, site: str, accept: str, signed_in: Callable[..., Program], database: Database,
        patch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        self.site, self.accept, self.database, self.patch = site, accept, database, patch
        self._signed_in = signed_in
        self.guest = self._over_http(Program())

    def member(self, name: str = "Ann", role: Role = Role.MEMBER) -> Program:
        return self._over_http(self._signed_in(name, role))

    def admin(self) -> Program:
        return self.member("Ada", Role.ADMIN)

    def _over_http(self, program: Program) -> Program:
        return replace(program, site=self.site, headers={"accept": self.accept})

    def change(self, statement: str) -> None:
        with self.database.owner.begin() as connection:
            connection.execute(text(statement))

    def half(self) -> socket.socket:
        """A request whose body has begun, and does not end."""
        where = urlsplit(self.site)
        begun = socket.create_connection((where.hostname, where.port), timeout=10)
        head = f"POST /api/users HTTP/1.1\r\nHost: {where.netloc}\r\nAccept: {self.accept}\r\n"
        head += "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
        begun.sendall(head.encode())
        return begun


def answered(begun: socket.socket) -> httpx.Response:
    answer = HTTPResponse(begun)
    answer.begin()
    return httpx.Response(answer.status, headers=answer.getheaders(), content=answer.read())


def cut(at: Asking) -> httpx.Response:
    with at.half() as begun:
        begun.shutdown(socket.SHUT_WR)
        return answered(begun)


def slow(at: Asking) -> httpx.Response:
    at.patch.setattr(request_body, "PAUSE", 0.1)
    with at.half() as begun:
        return answered(begun)


def crowded(at: Asking) -> httpx.Response:
    at.patch.setattr(settings, "requests_per_address", 1)
    with at.half():
        while (answer := at.guest("POST", "/users", SIGN_UP)).status_code == 422:
            pass  # the half one has not arrived yet
        return answer


def password_needed(at: Asking) -> httpx.Response:
    admin, ann = at.admin(), at.member()
    at.change("update logins set confirmed_at = now() - interval '16 minutes'")
    return admin("PUT", f"/users/{ann.id}/role", {"role": "auditor"})


def sign_up_closed(at: Asking) -> httpx.Response:
    at.patch.setattr(settings, "sign_up", "closed")
    return at.guest("POST", "/users", SIGN_UP)


def email_not_admitted(at: Asking) -> httpx.Response:
    at.patch.setattr(settings, "sign_up", "example.com")
    return at.guest("POST", "/users", SIGN_UP)


def wrong_status(at: Asking) -> httpx.Response:
    return at.admin()("POST", f"/users/{at.member().id}/reactivate")


def last_admin(at: Asking) -> httpx.Response:
    admin = at.admin()
    return admin("POST", f"/users/{admin.id}/deactivate")


def command_reused(at: Asking) -> httpx.Response:
    key = str(new_id())
    at.guest("POST", "/users", SIGN_UP, idempotency_key=key)
    return at.guest("POST", "/users", {"user": BOB}, idempotency_key=key)


def summary_missing(at: Asking) -> httpx.Response:
    admin, ann = at.admin(), at.member()
    at.change("delete from user_summaries where name = 'Ann'")
    return admin("POST", f"/users/{ann.id}/deactivate")


def stale_version(at: Asking) -> httpx.Response:
    ann = at.member()
    return ann("PUT", f"/users/{ann.id}", {"user": {"bio": "Late."}}, if_match='"9"')


def stale_fields(at: Asking) -> httpx.Response:
    ann = at.member()
    ann("PATCH", f"/users/{ann.id}", {"user": {"bio": "First."}})
    return ann("PATCH", f"/users/{ann.id}", {"user": {"bio": "Second."}, "version": 1})


def precondition_required(at: Asking) -> httpx.Response:
    ann = at.member()
    return ann("PUT", f"/users/{ann.id}", {"user": {"bio": "Blind."}})


def ends_in_past(at: Asking) -> httpx.Response:
    sent = {"reason": "Spam", "until": "2020-01-01T00:00:00Z"}
    return at.admin()("POST", f"/users/{at.member().id}/suspend", sent)


def too_many(at: Asking) -> httpx.Response:
    at.guest("POST", "/users", SIGN_UP)
    at.change("update tries set count = 1000")
    return at.guest("POST", "/users", {"user": BOB})


def too_many_lookups(at: Asking) -> httpx.Response:
    at.patch.setattr(lookup_limit, "_of_person", Allowance(0.1, 1))
    ann = at.member()
    return [ann("GET", "/users?search=a@example.org") for _ in range(2)][-1]


def too_fast(at: Asking) -> httpx.Response:
    at.patch.setattr(post_limit, "PAUSE", 0.01)
    at.patch.setattr(EDGE._posts, "_allowance", Allowance(0.1, 1))
    return [at.guest("POST", "/users", SIGN_UP) for _ in range(2)][-1]


def unexpected(at: Asking) -> httpx.Response:
    ann = at.member()
    with without("user_summaries", at.database):
        return ann("GET", "/users")


def unavailable(at: Asking) -> httpx.Response:
    ann = at.member()
    with product_at(AWAY):
        return ann("GET", "/users")


def taken(at: Asking) -> httpx.Response:
    at.member()
    return at.guest("POST", "/users", SIGN_UP)


def full(at: Asking) -> httpx.Response:
    with disk_full(at.database):
        return at.guest("POST", "/users", SIGN_UP)


def only_read(at: Asking) -> httpx.Response:
    with read_only(at.database):
        return at.guest("POST", "/users", SIGN_UP)


SIGN_UP = {"user": ANN}
WEAK = {"user": ANN | {"password": "passwordpassword"}}
LARGE = {"user": ANN | {"name": "x" * LARGEST_BODY}}
FORM = "application/x-www-form-urlencoded"
CASES: dict[str, Callable[[Asking], httpx.Response]] = {
    "cut": cut,
    "sign_in_needed": lambda at: at.guest("GET", "/users"),
    "forbidden": lambda at: at.member()("POST", f"/users/{new_id()}/reactivate"),
    "password_needed": password_needed,
    "sign_up_closed": sign_up_closed,
    "foreign_origin": lambda at: at.guest("POST", "/users", SIGN_UP, origin="https://a.example"),
    "not_found": lambda at: at.member()("GET", f"/users/{new_id()}"),
    "no_such_address": lambda at: at.guest("GET", "/nowhere"),
    "method_not_allowed": lambda at: at.guest("DELETE", "/users"),
    "not_acceptable": lambda at: at.guest("GET", "/users", accept=UNWANTED[at.accept]),
    "slow": slow,
    "wrong_status": wrong_status,
    "last_admin": last_admin,
    "stale_fields": stale_fields,
    "command_reused": command_reused,
    "summary_missing": summary_missing,
    "stale_version": stale_version,
    "too_large": lambda at: at.guest("POST", "/users", LARGE),
    "unsupported_media_type": lambda at: at.guest("POST", "/users", SIGN_UP, content_type=FORM),
    "unknown_host": lambda at: at.guest("GET", "/users", host="a.example"),
    "invalid": lambda at: at.guest("POST", "/users", {"user": {}}),
    "email_taken": taken,
    "email_not_admitted": email_not_admitted,
    "weak_password": lambda at: at.guest("POST", "/users", WEAK),
    "ends_in_past": ends_in_past,
    "precondition_required": precondition_required,
    "too_many": too_many,
    "too_many_lookups": too_many_lookups,
    "crowded": crowded,
    "too_fast": too_fast,
    "unexpected": unexpected,
    "unavailable": unavailable,
    "disk_full": full,
    "read_only": only_read,
}
JSON = "application/json"
UNWANTED = {JSON: "text/html"}


def name_of(kind: Kind) -> str:
    """The name of its case: that of the code, of which a stale version has two statuses."""
    is_of_fields = (kind.status, kind.code) == (409, "stale_version")
    return "stale_fields" if is_of_fields else kind.code


@pytest.fixture
def at(
    product: None,
    site: str,
    signed_in: Callable[..., Program],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[str], Asking]:
    return lambda accept: Asking(site, accept, signed_in, database, monkeypatch)


def test_the_table_of_the_document_is_that_of_the_code() -> None:
    assert PAGE.read_text() == page(), "run: .venv/bin/python -m tests.refusal_table"


def test_each_refusal_is_asked_for() -> None:
    assert [*CASES] == [name_of(kind) for kind in KINDS]


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_a_refusal_has_its_status_code_and_header(kind: Kind, at: Callable[[str], Asking]) -> None:
    answer = CASES[name_of(kind)](at(JSON))

    said = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (kind.status, JSON)
    if kind.code == "not_found":
        assert said == NOBODY
        return
    assert said["code"] == kind.code
    assert said["error"]
    has_fields = kind.status == 422 or name_of(kind) == "stale_fields"
    assert said.keys() == {"error", "code"} | ({"fields"} if has_fields else set())
    headers = {name.lower() for each in KINDS if (name := each.header)}
    assert headers & answer.headers.keys() == ({kind.header.lower()} if kind.header else set())
    if kind.header == "Retry-After":
        assert int(answer.headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.code != "not_acceptable"], ids=name_of
)
def test_who_asks_for_problems_gets_them(kind: Kind, at: Callable[[str], Asking]) -> None:
    answer = CASES[name_of(kind)](at(f"{JSON}, {PROBLEM}"))

    said = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (kind.status, PROBLEM)
    assert (said["type"], said["status"], said["code"]) == ("about:blank", kind.status, kind.code)
    assert said["title"]
    assert said["detail"]
    assert ("fields" in said) == (kind.status == 422 or name_of(kind) == "stale_fields")


@pytest.mark.parametrize(
    ("accept", "status", "kind"),
    [
        ("", 404, JSON),
        ("*/*", 404, JSON),
        ("application/*", 404, JSON),
        ("text/html, */*;q=0.1", 404, JSON),
        ("APPLICATION/JSON; charset=utf-8", 404, JSON),
        (PROBLEM, 404, PROBLEM),
        (f"{JSON};q=0.5, {PROBLEM}", 404, PROBLEM),
        (f"{JSON}, {PROBLEM};q=0.5", 404, JSON),
        (f"{JSON}, {PROBLEM};q=0", 404, JSON),
        ("nonsense", 404, JSON),
        ("text/html", 406, JSON),
        ("text/*;q=0.3, image/png", 406, JSON),
        (f"{JSON};q=0, */*", 406, JSON),
        ("application/*;q=0, */*", 406, JSON),
        (f"{JSON};q=0.000", 406, JSON),
    ],
)
def test_what_a_client_accepts_decides_the_form(
    ann: Program, accept: str, status: int, kind: str
) -> None:
    answer = ann("GET", f"/users/{new_id()}", accept=accept)

    assert (answer.status_code, answer.headers["content-type"]) == (status, kind)


def test_nothing_is_done_for_who_cannot_read_the_answer(guest: Program, database: Database) -> None:
    answer = guest("POST", "/users", SIGN_UP, accept="text/html")

    assert answer.status_code == 406
    with database.owner.connect() as connection:
        assert connection.scalar(text("select count(*) from users")) == 0


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/users?pagesize=5", {"pagesize": "Did you mean page_size?"}),
        ("/users?searched=ann", {"searched": "Did you mean search?"}),
        ("/users?colour=red", {"colour": "not known here"}),
        ("/users?page=1&page=2", {"page": "Give this once."}),
        ("/users/{id}?fields=name", {"fields": "not known here"}),
        ("/statistics?span=30d", {"span": "not known here"}),
    ],
)
def test_a_parameter_that_is_not_known_is_named(
    ann: Program, path: str, fields: dict[str, str]
) -> None:
    answer = ann("GET", path.format(id=ann.id))

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    for name, words in fields.items():
        assert words in answer.json()["fields"][name]


def test_parameters_are_refused_where_something_is_done_too(ann: Program, guest: Program) -> None:
    edited = ann("PATCH", f"/users/{ann.id}?user=x", {"user": {"bio": "Sails."}})
    signed_up = guest("POST", "/users?role=admin", {"user": BOB})
    left = ann("POST", f"/users/{ann.id}/deactivate?at=once")

    assert [each.status_code for each in (edited, signed_up, left)] == [422] * 3
    assert ann("GET", f"/users/{ann.id}").json()["data"]["bio"] == ""


def test_a_body_where_none_is_read_is_refused(ann: Program) -> None:
    refused = ann("POST", f"/users/{ann.id}/deactivate", {"until": "tomorrow"})

    assert (refused.status_code, [*refused.json()["fields"]]) == (422, ["body"])
    assert ann("POST", f"/users/{ann.id}/deactivate", {}).status_code == 200


def test_a_field_of_a_body_that_was_mistyped_is_named_with_the_right_one(guest: Program) -> None:
    answer = guest("POST", "/users", {"user": {**ANN, "emial": "x", "shoe": 44}, "usr": 1})

    fields = answer.json()["fields"]
    assert fields["emial"].endswith("Did you mean email?")
    assert fields["usr"].endswith("Did you mean user?")
    assert "mean" not in fields["shoe"]


def test_thousands_of_names_are_answered_at_once(ann: Program) -> None:
    began = time.monotonic()
    answer = ann("GET", "/users?" + "&".join(f"page_siz{n}" for n in range(3000)))

    assert (answer.status_code, len(answer.json()["fields"])) == (422, 10)
    body = {"user": ANN | {f"mail{n}": "" for n in range(3000)}}
    assert len(ann("POST", "/users", body).json()["fields"]) == 3000
    assert time.monotonic() - began < 2
