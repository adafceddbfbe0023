"""POST /api/users/{id}/deactivate and its like, and PUT /api/users/{id}/role."""

import pytest
from sqlalchemy import text

from domain.errors import PasswordNeeded
from domain.ids import new_id
from tests.api.conftest import Program
from tests.database import Database

DONE = {"data": {"success": True}}
STRANGER = "0199f3c2-6d1a-7c3e-9a55-0d5c8f1f2b7a"
REASON = {"reason": "Advertising."}
ROLE = {"role": "moderator"}
ALL = [
    ("POST", "deactivate", None),
    ("POST", "reactivate", None),
    ("POST", "suspend", REASON),
    ("POST", "reinstate", None),
    ("PUT", "role", ROLE),
]


def status_of(person: Program, seen_by: Program) -> str:
    return seen_by("GET", f"/users/{person.id}").json()["data"]["status"]


def test_an_administrator_deactivates_and_reactivates(ann: Program, admin: Program) -> None:
    gone = admin("POST", f"/users/{ann.id}/deactivate")
    status = status_of(ann, admin)
    back = admin("POST", f"/users/{ann.id}/reactivate")

    assert (gone.status_code, gone.json(), status) == (200, DONE, "inactive")
    assert (back.status_code, back.json(), status_of(ann, admin)) == (200, DONE, "active")


def test_one_deactivates_oneself_and_is_signed_out(ann: Program, admin: Program) -> None:
    answer = ann("POST", f"/users/{ann.id}/deactivate")

    assert answer.status_code == 200
    assert status_of(ann, admin) == "inactive"
    assert ann("GET", "/users").status_code == 401


def test_a_moderator_suspends_until_an_end_and_reinstates(ann: Program, moderator: Program) -> None:
    sent = REASON | {"until": "2099-01-31T12:00:00+01:00"}

    suspended = moderator("POST", f"/users/{ann.id}/suspend", sent)
    profile = moderator("GET", f"/users/{ann.id}").json()["data"]
    reinstated = moderator("POST", f"/users/{ann.id}/reinstate")

    assert (suspended.status_code, suspended.json()) == (200, DONE)
    assert (profile["status"], profile["suspension_reason"]) == ("suspended", "Advertising.")
    assert profile["suspended_until"] == "2099-01-31T11:00:00Z"
    assert (reinstated.status_code, status_of(ann, moderator)) == (200, "active")


def test_a_role_is_given_and_works_at_once(ann: Program, ben: Program, admin: Program) -> None:
    answer = admin("PUT", f"/users/{ann.id}/role", ROLE)

    assert (answer.status_code, answer.json()) == (200, DONE)
    assert ann("POST", f"/users/{ben.id}/suspend", REASON).status_code == 200


@pytest.mark.parametrize(
    ("first", "then", "body"),
    [
        ("deactivate", "deactivate", None),
        ("deactivate", "suspend", REASON),
        ("suspend", "suspend", REASON),
        ("suspend", "deactivate", None),
        ("suspend", "reactivate", None),
        ("deactivate", "reinstate", None),
    ],
)
def test_what_the_status_does_not_allow_is_a_conflict(
    ann: Program, admin: Program, first: str, then: str, body: object
) -> None:
    admin("POST", f"/users/{ann.id}/{first}", REASON if first == "suspend" else None)

    answer = admin("POST", f"/users/{ann.id}/{then}", body)

    assert answer.status_code == 409
    assert answer.json().keys() == {"error", "code"}
    assert answer.json()["code"] == "wrong_status"
    assert answer.json()["error"].startswith("Ann is ")


def test_the_last_administrator_stays(admin: Program) -> None:
    answer = admin("POST", f"/users/{admin.id}/deactivate")

    assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")
    assert "last active administrator" in answer.json()["error"]


@pytest.mark.parametrize(("method", "action", "body"), ALL)
def test_each_action_needs_a_right(
    ann: Program, ben: Program, guest: Program, method: str, action: str, body: object
) -> None:
    refused = ann(method, f"/users/{ben.id}/{action}", body)
    unknown = guest(method, f"/users/{ben.id}/{action}", body)
    curious = guest(method, f"/users/{ben.id}/{action}", {"nonsense": 1})

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert unknown.json() == {"error": "Sign in first.", "code": "sign_in_needed"}
    assert unknown.headers["www-authenticate"].startswith("Cookie ")
    assert (unknown.status_code, curious.status_code) == (401, 401)
    assert status_of(ben, ann) == "active"


@pytest.mark.parametrize(("method", "action", "body"), ALL)
@pytest.mark.parametrize("user_id", [STRANGER, "1"])
def test_nobody_can_be_acted_upon_who_is_not_there(
    admin: Program, method: str, action: str, body: object, user_id: str
) -> None:
    answer = admin(method, f"/users/{user_id}/{action}", body)

    assert (answer.status_code, answer.json()) == (404, {"error": "User not found"})


def test_a_moderator_acts_upon_nobody_of_a_higher_rank(moderator: Program, admin: Program) -> None:
    assert moderator("POST", f"/users/{admin.id}/suspend", REASON).status_code == 403


@pytest.mark.parametrize(
    ("method", "action", "body", "who"),
    [
        ("PUT", "role", ROLE, "admin"),
        ("POST", "deactivate", None, "admin"),
        ("POST", "deactivate", None, "ann"),
    ],
)
def test_what_is_dangerous_takes_a_password_that_was_given_lately(
    ann: Program, admin: Program, database: Database, method, action, body, who: str
) -> None:
    with database.owner.begin() as connection:
        connection.execute(text("update logins set confirmed_at = now() - interval '16 minutes'"))

    answer = {"ann": ann, "admin": admin}[who](method, f"/users/{ann.id}/{action}", body)

    said = {"error": PasswordNeeded.sentence, "code": "password_needed"}
    assert (answer.status_code, answer.json()) == (403, said)
    found = admin("GET", f"/users/{ann.id}").json()["data"]
    assert (found["role"], found["status"]) == ("member", "active")


def test_nobody_changes_the_own_role(admin: Program) -> None:
    assert admin("PUT", f"/users/{admin.id}/role", ROLE).status_code == 403


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "reason"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        (REASON | {"until": "2001-01-01T00:00:00Z"}, "until"),
        (REASON | {"until": "2099-01-31T12:00:00"}, "until"),
        (REASON | {"until": "2099-01-31"}, "until"),
        (REASON | {"until": 4_073_500_800}, "until"),
        (REASON | {"until": "4073500800"}, "until"),
        (REASON | {"until": "soon"}, "until"),
        (REASON | {"until": "9999-12-31T23:59:59-12:00"}, "until"),
        (REASON | {"until": "0001-01-01T00:00:00+14:00"}, "until"),
        (REASON | {"until": ""}, "until"),
        (REASON | {"status": "inactive"}, "status"),
    ],
)
def test_a_suspension_that_is_not_right_is_refused_by_field(
    ann: Program, moderator: Program, sent: object, field: str
) -> None:
    answer = moderator("POST", f"/users/{ann.id}/suspend", sent)

    assert (answer.status_code, [*answer.json()["fields"]]) == (422, [field])
    assert status_of(ann, moderator) == "active"


@pytest.mark.parametrize("role", ["owner", "", None, 1, ["admin"]])
def test_only_roles_that_exist_are_given(ann: Program, admin: Program, role: object) -> None:
    answer = admin("PUT", f"/users/{ann.id}/role", {"role": role})

    assert (answer.status_code, [*answer.json()["fields"]]) == (422, ["role"])


def test_a_repeat_is_done_once_and_answered_alike(ann: Program, admin: Program) -> None:
    key = str(new_id())

    for _ in range(2):
        answer = admin("POST", f"/users/{ann.id}/deactivate", idempotency_key=key)
        assert (answer.status_code, answer.json()) == (200, DONE)
