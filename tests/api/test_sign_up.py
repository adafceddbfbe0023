"""POST /api/users."""

import pytest
from sqlalchemy import text

from app.config import read, settings
from domain.errors import SignUpClosed, TooMany
from domain.ids import new_id
from tests.api.conftest import Program, at_once
from tests.database import Database
from tests.examples import ANN, BOB
from tests.mails import Change, waiting


def sign_up(**changes: object) -> dict[str, object]:
    return {"user": ANN | changes}


def people(database: Database) -> int:
    with database.owner.connect() as connection:
        return connection.scalar(text("select count(*) from users")) or 0


def test_a_guest_signs_up_and_is_told_where_the_profile_is(guest: Program) -> None:
    answer = guest("POST", "/users", sign_up())

    assert answer.status_code == 201
    assert set(answer.json()) == {"data"}
    assert answer.headers["location"] == f"/api/users/{answer.json()['data']['id']}"


def test_the_newcomer_is_first_in_the_very_next_list(guest: Program, ben: Program) -> None:
    newcomer = guest("POST", "/users", sign_up()).json()["data"]["id"]

    listed = ben("GET", "/users").json()
    assert listed["data"][0]["id"] == newcomer
    assert listed["meta"]["total"] == 2


def test_who_is_signed_in_may_sign_somebody_else_up(ben: Program) -> None:
    assert ben("POST", "/users", sign_up()).status_code == 201


def test_every_wrong_field_is_named_at_once_and_nothing_is_written(
    guest: Program, database: Database
) -> None:
    answer = guest("POST", "/users", sign_up(email="ann", name=" ", password="short"))

    assert answer.status_code == 422
    assert answer.json() == {
        "error": "Check these fields: email, name, password.",
        "code": "invalid",
        "fields": {
            "email": "Enter an e-mail address like name@example.org.",
            "name": "Enter a name.",
            "password": "Use at least 15 characters. Several words are good.",
        },
    }
    assert people(database) == 0


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"user"}),
        ({"user": {}}, {"email", "name", "password"}),
        ({"user": None}, {"user"}),
        ({"user": "ann"}, {"user"}),
        ([], {"body"}),
        (sign_up(email=["ann@example.org", "eve@example.org"]), {"email"}),
        (sign_up(name={"$ne": 1}), {"name"}),
        (sign_up(password=123456789012345), {"password"}),
        (sign_up(name="\x00"), {"name"}),
        (sign_up(name="\ud800"), {"name"}),
        (sign_up(role="admin"), {"role"}),
        (sign_up(id=str(new_id()), status="active"), {"id", "status"}),
        (sign_up() | {"command_id": "x"}, {"command_id"}),
    ],
)
def test_what_is_no_sign_up_is_refused_by_field(
    guest: Program, database: Database, body: object, fields: set[str]
) -> None:
    answer = guest("POST", "/users", body)

    assert (answer.status_code, set(answer.json()["fields"])) == (422, fields)
    assert people(database) == 0


def test_a_taken_address_is_a_field_error(guest: Program, ann: Program) -> None:
    answer = guest("POST", "/users", sign_up(email="ANN@Example.ORG"))

    assert answer.status_code == 422
    assert answer.json()["code"] == "email_taken"
    assert set(answer.json()["fields"]) == {"email"}


def test_of_eight_sign_ups_at_once_with_one_address_one_succeeds(
    guest: Program, database: Database
) -> None:
    crowd = (guest.sends("POST", "/users", sign_up(name=f"Ann {n}")) for n in range(8))

    assert at_once(*crowd) == [201] + [422] * 7
    assert people(database) == 1


def test_a_repeat_gets_the_first_answer_and_makes_nobody(
    guest: Program, database: Database
) -> None:
    key = str(new_id())

    first, again = (guest("POST", "/users", sign_up(), idempotency_key=key) for _ in range(2))

    assert (again.status_code, again.json()) == (201, first.json())
    assert people(database) == 1


def test_a_key_that_stood_for_something_else_is_a_conflict(guest: Program) -> None:
    key = str(new_id())
    guest("POST", "/users", sign_up(), idempotency_key=key)

    answer = guest("POST", "/users", {"user": BOB}, idempotency_key=key)

    assert (answer.status_code, answer.json()["code"]) == (409, "command_reused")


def test_a_key_that_is_no_uuid_is_named(guest: Program) -> None:
    answer = guest("POST", "/users", sign_up(), idempotency_key="1")

    assert answer.status_code == 422
    assert answer.json()["fields"] == {"Idempotency-Key": "Enter an id."}


def test_no_answer_holds_the_password(guest: Program, admin: Program) -> None:
    answers = [guest("POST", "/users", sign_up()), guest("POST", "/users", sign_up(name=""))]
    answers += [admin("GET", "/users"), guest("POST", "/users", sign_up())]

    assert not [a for a in answers if ANN["password"] in a.text or "argon2" in a.text]


def test_where_mail_is_configured_a_new_and_a_taken_address_are_answered_alike(
    guest: Program, ben: Program, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "smtp_url", "smtp://127.0.0.1:9")

    new, taken = (
        guest("POST", "/users", sign_up(email=email))
        for email in ("ann@example.org", "ben@example.org")
    )

    assert (new.status_code, new.json()) == (202, {"data": {"success": True}})
    assert (taken.status_code, taken.json()) == (202, new.json())
    assert dict(taken.headers) == dict(new.headers)
    assert new.headers["cache-control"] == "no-store"
    assert waiting(database) == [
        ("verify_email", "ann@example.org"),
        ("address_in_use", "ben@example.org"),
    ]


def test_a_password_that_is_easy_to_guess_is_named(guest: Program) -> None:
    answer = guest("POST", "/users", sign_up(password="passwordpassword"))

    assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")
    assert set(answer.json()["fields"]) == {"password"}


def test_too_many_from_one_address_are_told_to_wait(guest: Program, do) -> None:
    guest("POST", "/users", sign_up())
    do(Change("update tries set count = 100"))

    answer = guest("POST", "/users", {"user": BOB})

    said = {"error": str(TooMany(3600)), "code": "too_many"}
    assert (answer.status_code, answer.json()) == (429, said)
    assert 3590 < int(answer.headers["retry-after"]) <= 3600


def test_an_administrator_adds_people_beyond_the_limit(
    guest: Program, admin: Program, ben: Program, do
) -> None:
    guest("POST", "/users", sign_up())
    do(Change("update tries set count = 100"))

    assert admin("POST", "/users", {"user": BOB}).status_code == 201
    zoe = {"user": BOB | {"email": "zoe@example.org"}}
    assert ben("POST", "/users", zoe).status_code == guest("POST", "/users", zoe).status_code == 429


@pytest.mark.parametrize(("most", "status"), [("0", 201), ("101", 201), ("1", 429)])
def test_a_setting_says_how_many_sign_up_from_one_address(
    guest: Program, do, monkeypatch: pytest.MonkeyPatch, most: str, status: int
) -> None:
    monkeypatch.setenv("ROLLCALL_SIGN_UPS_PER_ADDRESS", most)
    monkeypatch.setattr(settings, "sign_ups_per_address", read().sign_ups_per_address)
    guest("POST", "/users", sign_up())
    do(Change("update tries set count = 100"))

    assert guest("POST", "/users", {"user": BOB}).status_code == status


def test_where_sign_up_is_closed_only_administrators_may(
    guest: Program, ben: Program, admin: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "sign_up", "closed")

    said = {"error": SignUpClosed.sentence, "code": "sign_up_closed"}
    for program in (guest, ben):
        answer = program("POST", "/users", sign_up())
        assert (answer.status_code, answer.json()) == (403, said)
    assert admin("POST", "/users", sign_up()).status_code == 201


def test_an_address_of_another_organization_is_named(
    guest: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "sign_up", "example.com")

    answer = guest("POST", "/users", sign_up())

    assert (answer.status_code, answer.json()["code"]) == (422, "email_not_admitted")
    assert set(answer.json()["fields"]) == {"email"}
