"""GET, PUT and PATCH /api/users/{id}."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.event import listen

from app.runtime.engines import reading
from commands.change_role import ChangeRole
from commands.deactivate_user import DeactivateUser
from commands.follow_user import FollowUser
from commands.sign_in import SignIn
from domain.access import SYSTEM, Actor, Role
from domain.errors import SummaryMissing
from domain.ids import new_id
from tests.api.conftest import Program, at_once
from tests.database import Database
from tests.examples import PASSWORD

NOBODY = {"error": "User not found"}
STRANGER = "0199f3c2-6d1a-7c3e-9a55-0d5c8f1f2b7a"


def stored(database: Database) -> dict:
    with database.owner.connect() as connection:
        row = connection.execute(text("select * from users where name like 'Ann%'"))
        return dict(row.mappings().one())


def test_a_member_sees_a_profile_but_not_what_is_private(ann: Program, ben: Program) -> None:
    answer = ben("GET", f"/users/{ann.id}")

    profile = answer.json()["data"]
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    seen = {"id": str(ann.id), "name": "Ann", "bio": "", "status": "active"}
    seen |= {"post_count": 0, "follower_count": 0, "following_count": 0, "is_followed": False}
    hidden = dict.fromkeys(("email", "role", "version", "refreshed_at"))
    hidden |= dict.fromkeys(("suspended_until", "suspension_reason"))
    assert profile.items() >= (seen | hidden).items()
    assert set(profile) - {*seen, *hidden} == {"created_at", "last_activity_at"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", profile["last_activity_at"])


def test_others_do_not_see_that_something_hidden_has_changed(
    ann: Program, ben: Program, do: Callable
) -> None:
    def told() -> tuple[Any, str | None]:
        answer = ben("GET", f"/users/{ann.id}")
        return answer.json(), answer.headers.get("etag")

    before = told()
    do(ChangeRole(command_id=new_id(), user_id=ann.id, role=Role.AUDITOR), SYSTEM)
    do(SignIn(email="ann@example.org", password=PASSWORD))

    assert told() == before


def test_one_sees_the_own_address_and_so_do_auditors(ann: Program, moderator: Program) -> None:
    for program in (ann, moderator):
        profile = program("GET", f"/users/{ann.id}").json()["data"]
        assert profile["email"] == "ann@example.org"


def test_the_tag_begins_with_the_version_and_changes_with_all_that_is_shown(
    ann: Program, ben: Program, do: Callable
) -> None:
    path = f"/users/{ann.id}"
    tags = [ann("GET", path).headers["etag"], ben("GET", path).headers["etag"]]
    do(FollowUser(command_id=new_id(), user_id=ann.id), Actor(Role.MEMBER, ben.id))
    tags += [ann("GET", path).headers["etag"], ben("GET", path).headers["etag"]]

    assert all(re.fullmatch(r'"1-[0-9a-f]{16}"', tag) for tag in tags[::2])
    assert all(re.fullmatch(r'"[0-9a-f]{16}"', tag) for tag in tags[1::2])  # edits are not shown
    assert len(set(tags)) == 4  # each sees something of their own, and a follower more


@pytest.mark.parametrize("names", ["{}", "W/{}", '"0", {}', "*"])
def test_what_is_known_is_not_sent_again(ann: Program, names: str) -> None:
    path = f"/users/{ann.id}"
    tag = ann("GET", path).headers["etag"]

    known = ann("GET", path, if_none_match=names.format(tag))
    other = ann("GET", path, if_none_match='"1", W/"2-0123456789abcdef", nonsense')

    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", tag)
    assert known.headers["cache-control"] == "no-store"
    assert (other.status_code, other.headers["etag"]) == (200, tag)


def test_a_new_follower_is_news(ann: Program, ben: Program, do: Callable) -> None:
    path = f"/users/{ann.id}"
    tag = ann("GET", path).headers["etag"]
    do(FollowUser(command_id=new_id(), user_id=ann.id), Actor(Role.MEMBER, ben.id))

    answer = ann("GET", path, if_none_match=tag)

    assert (answer.status_code, answer.json()["data"]["follower_count"]) == (200, 1)
    edit = ann("PUT", path, {"user": {"bio": "Sails."}}, if_match=tag)
    assert edit.status_code == 200  # but no edit that could be lost


@pytest.mark.parametrize("user_id", [STRANGER, "1", "null", "%00", "a" * 300])
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH"])
def test_who_is_not_there_is_not_found(ann: Program, method: str, user_id: str) -> None:
    body = None if method == "GET" else {"user": {"name": "Zoe"}}

    answer = ann(method, f"/users/{user_id}", body)

    assert (answer.status_code, answer.json()) == (404, NOBODY)


def test_who_is_deactivated_is_there_for_staff_only(
    ann: Program, ben: Program, moderator: Program, do: Callable
) -> None:
    do(DeactivateUser(command_id=new_id(), user_ids={ann.id}), SYSTEM)

    hidden, seen = (program("GET", f"/users/{ann.id}") for program in (ben, moderator))

    assert (hidden.status_code, hidden.json()) == (404, NOBODY)
    assert seen.json()["data"]["status"] == "inactive"


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_change_is_seen_by_others_and_leaves_the_rest_alone(
    method: str, ann: Program, ben: Program, database: Database
) -> None:
    before = stored(database)

    edit = {"user": {"name": "Ann Lee", "bio": "Sails."}}
    answer = ann(method, f"/users/{ann.id}", edit, if_match="*")

    assert (answer.status_code, answer.json()) == (200, {"data": {"success": True}})
    profile = ben("GET", f"/users/{ann.id}").json()["data"]
    assert (profile["name"], profile["bio"]) == ("Ann Lee", "Sails.")
    after = stored(database)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"name", "bio", "version", "name_version", "bio_version", "updated_at"}


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_field_that_is_left_out_keeps_its_value(method: str, ann: Program) -> None:
    path, whatever = f"/users/{ann.id}", {"if_match": "*"}
    ann("PUT", path, {"user": {"bio": "Sails."}}, **whatever)

    ann(method, path, {"user": {"name": "Ann Lee"}}, **whatever)
    assert ann("GET", path).json()["data"]["bio"] == "Sails."
    ann(method, path, {"user": {"bio": ""}}, **whatever)
    assert ann("GET", path).json()["data"]["name"] == "Ann Lee"
    assert ann("GET", path).json()["data"]["bio"] == ""
    ann(method, path, {"user": {}}, **whatever)
    assert ann("GET", path).json()["data"]["name"] == "Ann Lee"


@pytest.mark.parametrize(
    ("user", "field"),
    [
        ({"name": "Eve", "status": "inactive"}, "status"),
        ({"name": "Eve", "password_hash": "x"}, "password_hash"),
        ({"name": "Eve", "role": "admin"}, "role"),
        ({"name": "Eve", "email": "eve@example.org"}, "email"),
        ({"name": " "}, "name"),
        ({"name": None}, "name"),
        ({"bio": 1}, "bio"),
        ({"bio": "x" * 2001}, "bio"),
    ],
)
def test_a_wrong_or_unknown_field_changes_nothing(
    ann: Program, database: Database, user: dict, field: str
) -> None:
    before = stored(database)

    answer = ann("PUT", f"/users/{ann.id}", {"user": user})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert set(answer.json()["fields"]) == {field}
    assert stored(database) == before


def test_somebody_elses_profile_is_not_ones_to_change(ann: Program, admin: Program) -> None:
    answer = admin("PATCH", f"/users/{ann.id}", {"user": {"name": "Eve"}})

    said = {"error": "You may not do this.", "code": "forbidden"}
    assert (answer.status_code, answer.json()) == (403, said)


def test_an_edit_of_a_version_that_is_outdated_is_refused(ann: Program) -> None:
    path = f"/users/{ann.id}"
    tag = ann("GET", path).headers["etag"]

    first = ann("PUT", path, {"user": {"name": "Ann Lee"}}, if_match=tag)
    late = ann("PUT", path, {"user": {"name": "Late"}}, if_match=tag)

    assert (first.status_code, late.status_code) == (200, 412)
    assert late.json()["code"] == "stale_version"
    assert ann("GET", path).json()["data"]["name"] == "Ann Lee"


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("tags", ["*", '"1"', '"x", "1"', ' ,"0" , "1"', '"1-0123456789abcdef"'])
def test_one_tag_of_the_version_is_enough(ann: Program, method: str, tags: str) -> None:
    answer = ann(method, f"/users/{ann.id}", {"user": {"name": "Ann Lee"}}, if_match=tags)

    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("tags", ['W/"1"', '"2"', '"x"', '""', '"0", "2"', 'W/"1", "2"', '"*"'])
def test_where_no_tag_matches_nothing_is_changed(ann: Program, method: str, tags: str) -> None:
    """Weak tags match nothing here: a weakened one does not say which version it was made of."""
    answer = ann(method, f"/users/{ann.id}", {"user": {"name": "Late"}}, if_match=tags)

    assert answer.status_code == 412
    assert ann("GET", f"/users/{ann.id}").json()["data"]["name"] == "Ann"


@pytest.mark.parametrize("tags", ["1", "'1'", "", '"1', '"1""2"', '*, "1"', 'w/"1"', '"1" "2"'])
def test_what_is_no_tag_is_named(ann: Program, tags: str) -> None:
    answer = ann("PUT", f"/users/{ann.id}", {"user": {"name": "Ann Lee"}}, if_match=tags)

    assert (answer.status_code, [*answer.json()["fields"]]) == (422, ["If-Match"])


def test_a_put_names_what_it_is_made_of(ann: Program, ben: Program) -> None:
    edit = {"user": {"name": "Late"}}

    needed = ann("PUT", f"/users/{ann.id}", edit)

    assert (needed.status_code, needed.json()["code"]) == (428, "precondition_required")
    assert ann("GET", f"/users/{ann.id}").json()["data"]["name"] == "Ann"
    # What would be refused in any case is refused for that.
    assert ann("PUT", f"/users/{STRANGER}", edit).json() == NOBODY
    assert ann("PUT", f"/users/{STRANGER}", {"user": {"name": ""}}).json() == NOBODY
    assert ann("PUT", f"/users/{ben.id}", edit).status_code == 403
    assert ann("PUT", f"/users/{ann.id}", {"user": {"name": ""}}).status_code == 422
    assert Program()("PUT", f"/users/{STRANGER}", edit).status_code == 401


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_change_is_answered_with_the_tag_of_what_it_made(ann: Program, method: str) -> None:
    path = f"/users/{ann.id}"
    tags = [ann("GET", path).headers["etag"]]
    for name in ("Ann Lee", "Ann Lee", "Lee"):
        answer = ann(method, path, {"user": {"name": name}}, if_match=tags[-1])
        assert answer.status_code == 200
        tags.append(answer.headers["etag"])
        assert tags[-1] == ann("GET", path).headers["etag"]

    assert [tag.partition("-")[0] for tag in tags] == ['"1', '"2', '"2', '"3']


def patch(ann: Program, version: int, **user: str):
    return ann("PATCH", f"/users/{ann.id}", {"user": user, "version": version})


def test_a_patch_of_a_version_merges_what_only_one_side_changed(ann: Program) -> None:
    assert patch(ann, 1, name="Ann Lee").status_code == 200
    assert patch(ann, 1, bio="Sails.").status_code == 200
    assert patch(ann, 1, name="Ann Lee").status_code == 200  # both to the same

    late = patch(ann, 1, name="Late", bio="Sails.")

    assert late.status_code == 409
    assert late.json()["code"] == "stale_version"
    assert late.json()["fields"] == {"name": "Ann Lee"}
    profile = ann("GET", f"/users/{ann.id}").json()["data"]
    assert (profile["name"], profile["bio"], profile["version"]) == ("Ann Lee", "Sails.", 3)
    assert patch(ann, 3, name="Late").status_code == 200


@pytest.mark.parametrize("version", [0, -1, 2**31, "1", 1.5, True, None])
def test_a_version_is_a_number_from_one(ann: Program, version: object) -> None:
    answer = ann("PATCH", f"/users/{ann.id}", {"user": {"bio": "Sails."}, "version": version})

    assert (answer.status_code, [*answer.json()["fields"]]) == (422, ["version"])


def test_who_has_no_summary_is_told_so(
    ann: Program, ben: Program, moderator: Program, database: Database
) -> None:
    with database.owner.begin() as connection:
        connection.execute(text("delete from user_summaries"))

    for program in (ann, moderator):
        answer = program("GET", f"/users/{ann.id}")
        assert (answer.status_code, answer.json()["code"]) == (409, SummaryMissing.code)
        assert answer.json()["error"].startswith("This person's summary is missing.")
    for program, path in ((ben, ann.id), (moderator, STRANGER)):
        answer = program("GET", f"/users/{path}")
        assert (answer.status_code, answer.json()) == (404, NOBODY)
    for method, tag in (("PUT", {"if_match": '"1"'}), ("PATCH", {})):
        answer = ann(method, f"/users/{ann.id}", {"user": {"bio": "Sails."}}, **tag)
        assert (answer.status_code, answer.json()["error"]) == (409, SummaryMissing.sentence)


def test_of_edits_at_once_of_one_version_one_succeeds(ann: Program) -> None:
    edits = (
        ann.sends("PUT", f"/users/{ann.id}", {"user": {"name": f"Ann {n}"}}, if_match='"1"')
        for n in range(6)
    )

    assert at_once(*edits) == [200] + [412] * 5


def test_edits_at_once_of_different_fields_lose_nothing(ann: Program) -> None:
    path = f"/users/{ann.id}"
    name, bio = {"user": {"name": "Ann Lee"}}, {"user": {"bio": "Sails."}}

    assert at_once(ann.sends("PATCH", path, name), ann.sends("PATCH", path, bio)) == [200, 200]

    profile = ann("GET", path).json()["data"]
    assert (profile["name"], profile["bio"]) == ("Ann Lee", "Sails.")


@pytest.mark.parametrize("tag", [{"if_match": "*"}, {"if_match": '"1"'}])
def test_a_repeated_edit_is_done_once_and_answered_alike(ann: Program, tag: dict[str, str]) -> None:
    path, key = f"/users/{ann.id}", str(new_id())

    for _ in range(2):
        body = {"user": {"name": "Ann Lee"}}
        assert ann("PUT", path, body, idempotency_key=key, **tag).status_code == 200

    assert ann("GET", path).json()["data"]["version"] == 2


def test_who_asks_and_what_is_asked_take_one_connection(ann: Program) -> None:
    taken: list[object] = []
    listen(reading(), "checkout", lambda *given: taken.append(given))

    assert ann("GET", f"/users/{ann.id}").status_code == 200
    assert len(taken) == 1
