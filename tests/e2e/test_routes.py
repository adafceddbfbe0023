"""Every address that answers, asked in every way by everybody; and addresses that must not be."""

import gzip
import re
import time
from collections.abc import Iterator

import httpx
import pytest
from starlette.routing import Route

from app.api.app import json_api
from app.console.frontend import WEB
from app.http_routes import api
from app.identity.cookies import COOKIE
from domain.access import Role
from domain.ids import new_id
from tests.e2e.test_replay import WHOLE, Victim, actor_of, everything
from tests.site import Site

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
UNSAFE = METHODS[3:]
FOREIGN = (
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "https://evil.example", "content-type": "text/plain"},
    {"sec-fetch-site": "cross-site"},
)
ABSENT = (
    *("/.git/HEAD", "/.git/config", "/.env", "/.web/package.json", "/app/app.py", "/rxconfig.py"),
    *("/_all_routes", "/_upload", "/_upload/x", "/assets/", "/assets/..%2f..%2fpackage.json"),
    *("/ping", "/_health", "/_event", "/_event/", "/_event/x?EIO=4&transport=polling"),
    *("/auth-codespace", "/docs", "/openapi.json", "/metrics", "/.rollcall/passwords"),
)
SECURITY = (
    *("x-content-type-options", "referrer-policy", "content-security-policy"),
    *("cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy"),
    "cache-control",
)


def routes() -> list[str]:
    """The paths of all routes of ours, as they are declared."""
    own = {route.path for route in (*api.routes, *json_api.routes) if isinstance(route, Route)}
    found = own | json_api.openapi()["paths"].keys() | {"/"}
    return sorted(path for path in found if "{rest" not in path)


def filled(path: str, victim: Victim) -> str:
    return re.sub(r"\{\w+\}", str(victim.actor.user_id), path)


@pytest.fixture
def ask(site: Site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, timeout=10) as client:
        yield client


def own_page(site: Site, token: str = "") -> dict[str, str]:
    cookie = {"cookie": f"{COOKIE.name}={token}"} if token else {}
    return {"origin": site.url, "sec-fetch-site": "same-origin", **cookie}


def test_the_routes_are_found_where_they_are_declared():
    assert {"/auth/sign-in", "/health/ready", "/api/users/{user_id}"} <= {*routes()}


def test_no_other_site_changes_anything_anywhere(ask, site):
    victim = Victim(site, "admin")
    cookie = {"cookie": f"{COOKIE.name}={site.token(victim.email)}"}
    before = everything(site)
    for path in routes():
        for method in UNSAFE:
            for headers in FOREIGN:
                answer = ask.request(method, filled(path, victim), headers=headers | cookie)
                assert answer.status_code in (403, 405), (method, path, headers)

    assert everything(site) == before


@pytest.mark.parametrize("who", ["guest", *Role])
def test_reading_writes_nothing_and_tells_a_guest_nothing(ask, site, who):
    victim = Victim(site, "member")
    token = "" if who == "guest" else site.token(site.register("Reader", who))
    before = everything(site)
    for path in routes():
        for method in ("GET", "HEAD", "OPTIONS"):
            for headers in (own_page(site, token), {"cookie": f"{COOKIE.name}={token}"}):
                answer = ask.request(method, filled(path, victim), headers=headers)
                assert answer.status_code < 500, (method, path)
                assert "argon2" not in answer.text
                assert who != "guest" or victim.name not in answer.text, path
                assert who not in ("guest", "member") or victim.email not in answer.text, path

    assert everything(site) == before


@pytest.mark.parametrize("who", ["guest", "member"])
def test_nobody_changes_what_is_anothers_by_any_request(ask, site, who):
    victim = Victim(site, "member")
    before = victim.rows(site, WHOLE)
    token = ""
    for path in routes():
        for method in UNSAFE:
            if who != "guest" and (not token or actor_of(site, token).user_id is None):
                token = site.token(site.register("Attacker", who))  # they have just left
            form = victim.form()
            target, own = filled(path, victim), own_page(site, token)
            for body in ({"json": form}, {"json": {"user": form}}, {"data": form}):
                answer = ask.request(method, target, headers=own, **body)
                assert answer.status_code < 500, (method, path, answer.text)
                assert victim.email not in answer.text, (method, path)
            assert victim.rows(site, WHOLE) == before, (method, path)


@pytest.mark.parametrize("path", ABSENT)
def test_what_is_nobodys_business_is_not_there(ask, path):
    assert ask.get(path).status_code == 404
    assert ask.post(path).status_code in (403, 404)


def test_trace_is_not_answered(ask, site):
    for path in routes():
        answer = ask.request("TRACE", path, headers=own_page(site) | {"x-secret": "hunter2"})
        assert answer.status_code in (404, 405), path
        assert "hunter2" not in answer.text


def test_every_answer_carries_the_security_headers(ask, site):
    page = ask.get("/sign-in")
    (script,) = {*re.findall(r"/assets/entry\.client-[\w-]+\.js", page.text)} or {"/favicon.svg"}
    unchanged = {"if-none-match": ask.get(script).headers["etag"]}
    asked = [
        *(("GET", path, {}) for path in (*routes(), *ABSENT, "/people/x", script, "/tokens.css")),
        *(("DELETE", path, own_page(site)) for path in routes()),
        *(("POST", path, {}) for path in routes()),
        ("GET", script, unchanged),
        ("GET", "/", {"host": "evil.example"}),
        ("POST", "/auth/sign-in", own_page(site) | {"content-length": "70000"}),
    ]
    statuses = set()
    for method, path, headers in asked:
        content = b"a" * 70_000 if "content-length" in headers else None
        answer = ask.request(method, path, headers=headers, content=content)
        statuses.add(answer.status_code)
        missing = [name for name in SECURITY if name not in answer.headers]
        assert missing == [], (method, path, answer.status_code)
        policy = answer.headers["content-security-policy"]
        assert "unsafe-eval" not in policy
        assert "'unsafe-inline'" not in policy.replace("style-src-attr 'unsafe-inline'", "")
        assert "frame-ancestors 'none'" in policy
        assert not [name for name in answer.headers if name.startswith("access-control-")]

    assert {200, 304, 403, 404, 405, 413, 421} <= statuses


def test_the_built_pages_hold_no_secret_and_no_source_map():
    files = [file for file in (WEB / "build" / "client").rglob("*") if file.is_file()]
    assert not [file for file in files if file.suffix == ".map"]
    words = (
        r"postgres(ql)?(\+psycopg)?://|smtps?://\w|BEGIN [A-Z ]*PRIVATE KEY|\$argon2|DATABASE_URL"
    )
    secret = re.compile(words)
    address = re.compile(r"[\w.+-]+@(?!example\.(org|com|net)\b)[\w-]+\.(com|org|net|test|io)\b")
    for file in files:
        if file.suffix in (".js", ".html", ".css", ".json"):
            text = file.read_text("utf-8")
            assert not secret.search(text), file.name
            assert not address.search(text), (file.name, address.search(text))
            assert "sourceMappingURL=" not in text, file.name
        elif file.suffix == ".gz":
            assert b"postgresql://" not in gzip.decompress(file.read_bytes())


def test_a_body_that_never_ends_is_cut_and_others_are_served(ask, site):
    def endless() -> Iterator[bytes]:
        for _ in range(2_000):
            yield b"a" * 65_536

    before = time.monotonic()
    try:
        status = ask.post("/auth/sign-in", content=endless(), headers=own_page(site)).status_code
    except httpx.HTTPError:
        status = 413  # answered, and the rest was not waited for

    assert status == 413
    assert time.monotonic() - before < 5
    assert ask.get("/health/live").status_code == 200


def test_made_up_ids_are_answered_as_if_nothing_were_there(ask, site):
    token = site.token(site.register("Curious"))
    for path in routes():
        if "{" in path:
            target = re.sub(r"\{\w+\}", str(new_id()), path)
            assert ask.get(target, headers=own_page(site, token)).status_code in (404, 405)


def test_what_is_put_into_a_page_does_not_run_and_every_journey_would_notice(visit):
    page = visit("/sign-in")
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.owned = 1';
        document.body.append(script);
        document.body.insertAdjacentHTML('beforeend', '<img src=x: onerror="window.owned = 2">');
    }""")
    page.wait_for_timeout(200)

    assert page.evaluate("window.owned ?? null") is None
    assert "Content Security Policy" in "".join(visit.complaints)
    visit.complaints.clear()
