"""The JSON API: the same values, with the same outcomes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest

from app.identity.cookies import COOKIE
from commands.create_admin import CreateAdmin
from commands.reinstate_users import ReinstateUsers
from commands.sign_in import SignIn
from domain.access import SYSTEM
from domain.ids import new_id
from tests.api.conftest import Program
from tests.database import Database
from tests.examples import ANN, PASSWORD
from tests.hostile import corpus
from tests.hostile.corpus import Row

ZOE = {"email": "zoe@example.org", "name": "Zoe", "password": "vintage otter lamp 14"}


@pytest.fixture
def ann(product: None, do: Callable, register: Callable[..., UUID]) -> Program:
    user_id = register("Ann")
    return Program(user_id, f"{COOKIE.name}={do(SignIn(email=ANN['email'], password=PASSWORD))}")


@pytest.fixture
def admin(product: None, do: Callable) -> Program:
    ada = {"email": "ada@example.org", "name": "Ada", "password": PASSWORD}
    user_id = do(CreateAdmin(command_id=new_id(), **ada), SYSTEM)
    return Program(user_id, f"{COOKIE.name}={do(SignIn(email=ada['email'], password=PASSWORD))}")


def fields(answer: Any) -> set[str] | None:
    """Which fields are to blame; None for what was done."""
    assert answer.status_code in (200, 201, 202, 422), answer.text
    return set(answer.json()["fields"]) if answer.status_code == 422 else None


def outcomes(rows: list[Row], stored: dict[str, Any], wrong: dict[str, Any], field: str) -> None:
    assert stored == {row.kind: row.stored for row in rows if row.stored is not None}
    assert wrong == {row.kind: {field} for row in rows if row.stored is None}


@pytest.mark.parametrize("field", ["name", "bio"])
def test_of_a_profile_is_stored_what_is_documented_or_nothing(
    field: str, ann: Program, written: Callable
) -> None:
    rows = {"name": corpus.NAMES, "bio": corpus.some(corpus.BIOS)}[field]
    rows = rows + corpus.refused(corpus.NO_TEXT)
    stored, wrong = {}, {}
    for row in rows:
        before = written() if row.stored is None else None
        answer = ann("PATCH", f"/users/{ann.id}", {"user": {field: row.value}})
        if blamed := fields(answer):
            wrong[row.kind] = blamed
            assert written() == before
        else:
            stored[row.kind] = ann("GET", f"/users/{ann.id}").json()["data"][field]

    outcomes(rows, stored, wrong, field)


@pytest.mark.parametrize("field", ["email", "password"])
def test_of_a_sign_up_is_stored_what_is_documented_or_nothing(
    field: str, product: None, database: Database, last: Callable, written: Callable
) -> None:
    guest = Program()
    rows = {"email": corpus.EMAILS, "password": corpus.PASSWORDS}[field]
    rows = rows + corpus.refused(corpus.NO_TEXT)
    stored, wrong = {}, {}
    for row in rows:
        if row.stored is not None:
            database.empty()
        before = written() if row.stored is None else None
        if blamed := fields(guest("POST", "/users", {"user": ZOE | {field: row.value}})):
            wrong[row.kind] = blamed
            assert written() == before
        else:
            stored[row.kind] = last("users.email") if field == "email" else row.stored

    outcomes(rows, stored, wrong, field)


@pytest.mark.parametrize("field", ["reason", "until"])
def test_of_a_suspension_is_stored_what_is_documented_or_nothing(
    field: str, ann: Program, admin: Program, do: Callable, written: Callable
) -> None:
    rows = {"reason": corpus.some(corpus.REASONS), "until": corpus.MOMENTS}[field]
    path, stored, wrong = f"/users/{ann.id}", {}, {}
    column = {"reason": "suspension_reason", "until": "suspended_until"}[field]
    for row in rows:
        before = written() if row.stored is None else None
        answer = admin("POST", f"{path}/suspend", {"reason": "Spam"} | {field: row.value})
        if blamed := fields(answer):
            wrong[row.kind] = blamed
            assert written() == before
            continue
        stored[row.kind] = admin("GET", path).json()["data"][column]
        do(ReinstateUsers(command_id=new_id(), user_ids=[ann.id]), SYSTEM)

    if field == "until":
        stored = {kind: datetime.fromisoformat(at).isoformat() for kind, at in stored.items()}
    outcomes(rows, stored, wrong, field)


@pytest.mark.parametrize("name", ["page", "page_size", "after", "before"])
def test_what_a_list_cannot_mean_is_named(name: str, ann: Program) -> None:
    rows = corpus.NUMBERS if name.startswith("page") else corpus.IDS
    found = {}
    for row in rows:
        if isinstance(row.value, str):
            asked = quote(row.value, errors="surrogatepass")
            found[row.kind] = fields(ann("GET", f"/users?{name}={asked}"))

    assert found == {row.kind: None if row.stored else {name} for row in rows}


def test_a_search_may_be_anything(ann: Program) -> None:
    for text in (corpus.SCRIPTS | corpus.STATEMENTS | corpus.CONTROLS | corpus.SLOW).values():
        asked = quote(text[:5_000], errors="surrogatepass")
        assert ann("GET", f"/users?search={asked}").status_code == 200


def test_an_id_that_is_none_is_nobodys(ann: Program, written: Callable) -> None:
    before = written()
    for row in corpus.IDS:
        asked = quote(row.value[:2_000], safe="", errors="surrogatepass")
        for method, path, body in (
            ("GET", f"/users/{asked}", None),
            ("PATCH", f"/users/{asked}", {"user": {"name": "Eve"}}),
            ("POST", f"/users/{asked}/deactivate", None),
            ("PUT", f"/users/{asked}/role", {"role": "admin"}),
        ):
            assert ann(method, path, body).status_code in (403, 404), (row.kind, method, path)

    assert written() == before


@pytest.mark.parametrize("kind", corpus.NO_TEXT)
def test_a_body_of_another_type_is_named(kind: str, ann: Program, written: Callable) -> None:
    value, before = corpus.NO_TEXT[kind], written()

    for method, path, body in (
        ("POST", "/users", value),
        ("POST", "/users", {"user": value}),
        ("PATCH", f"/users/{ann.id}", value),
        ("PATCH", f"/users/{ann.id}", {"user": value}),
        ("PUT", f"/users/{ann.id}/role", {"role": value}),
        ("POST", f"/users/{ann.id}/suspend", {"reason": value}),
    ):
        assert ann(method, path, body).status_code == 422, (method, path)
    assert written() == before


@pytest.mark.parametrize("extra", corpus.EXTRAS)
def test_what_no_form_has_is_refused_and_not_believed(
    extra: str, ann: Program, written: Callable
) -> None:
    more, before = {extra: corpus.EXTRAS[extra]}, written()
    path = f"/users/{ann.id}"

    for method, where, body in (
        ("POST", "/users", {"user": ZOE | more}),
        ("POST", "/users", {"user": ZOE} | more),
        ("PATCH", path, {"user": {"name": "Eve"} | more}),
        ("PATCH", path, {"user": {"name": "Eve"}} | more),
        ("POST", f"{path}/suspend", {"reason": "Spam"} | more),
        *([("PUT", f"{path}/role", {"role": "admin"} | more)] * (extra != "role")),
    ):
        assert fields(ann(method, where, body)) == {extra}, (method, where)
    assert written() == before


def test_no_token_but_a_session_opens_anything(ann: Program) -> None:
    for kind, token in corpus.TOKENS.items():
        cookie = f"{COOKIE.name}={quote(token, errors='surrogatepass')}"
        assert Program(cookie=cookie)("GET", "/users").status_code == 401, kind


def test_a_header_that_is_nonsense_is_named(ann: Program, written: Callable) -> None:
    before, path = written(), f"/users/{ann.id}"
    for row in corpus.IDS:
        if row.stored or not row.value.isascii() or not row.value.isprintable():
            continue  # what cannot be sent as a header
        for header in ("Idempotency-Key", "If-Match"):
            sent = {header.lower().replace("-", "_"): row.value}
            answer = ann("PATCH", path, {"user": {"name": "Eve"}}, **sent)
            assert fields(answer) == {header}, (row.kind, header)

    assert written() == before
