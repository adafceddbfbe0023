"""Every field that pages and the JSON API tell of a person, by who looks: what is not listed fails.

What answers hold is found by walking through them, so that a field nobody thought of is found too.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from app.config import settings
from app.http_routes import api
from app.pages.people.state import People
from app.pages.person.state import Person
from app.pages.statistics.state import Statistics
from commands.edit_post import EditPost
from commands.follow_user import FollowUser
from commands.publish_post import PublishPost
from domain.access import Actor, Permission, Role
from domain.ids import new_id
from tests.app.conftest import Tab, client_of, give_role
from tests.database import Database
from tests.examples import all_queries, query

PROFILE = {
    *("id", "name", "bio", "status", "created_at"),
    *("post_count", "follower_count", "following_count", "last_activity_at", "is_followed"),
}
PROFILE_PRIVATE = {"email", "role", "version", "refreshed_at"}  # nobody here is suspended
ROW = {"id", "name", "bio", "status", "post_count", "follower_count", "created_at"}
PAGE = {"rows", "total", "first", "last", "first_is_exact"}  # and cursors, on longer lists
NUMBERS = {"total_users", "active_users", "total_posts", "avg_posts_per_user"}
# By the class of a row, what everybody sees who may read the directory.
PUBLIC = {
    "UserProfile": PROFILE,
    "UserPage": PAGE | {"total_is_exact", "everybody"},
    "UserRow": ROW,
    "PostPage": PAGE,
    "PostRow": {"id", "text", "published_at", "edited_at"},
    "FollowPage": PAGE,
    "FollowRow": {"id", "user_id", "name", "bio", "since"},
    "Followed": {"id", "name", "gained"},
    "Statistics": NUMBERS,
    "SignUps": {"joined", "joined_before"},
    "ActivitySeries": {"points", "waiting"},
    "ActivityPoint": {"start", "sign_ups", "posts", "sign_ins"},
}
PRIVATE = {"UserProfile": PROFILE_PRIVATE, "UserRow": {"email"}}
OF_STAFF = {
    "Statistics": {"inactive_users", "suspended_users"},
    "ActivitySeries": {"waiting_since"},
}
# The variables of a page's state, beside those of the session.
VARIABLES = {
    People: {
        *("shown", "search", "count", "place", "newer", "older", "exact"),
        *("understood", "is_filtered", "ignored"),
    },
    Person: {
        *("shown", "posts", "follows", "side", "missing", "asked"),
        *("called", "is_own", "may_remove", "place", "newer", "older"),
    },
    Statistics: {
        "joined",
        *("numbers", "sign_ups", "activity", "followed", "span"),
        *("change", "age", "parts", "sees_all"),
    },
}
VIEWERS = ["guest", "member", "oneself", "auditor", "moderator", "admin"]
SEES_PRIVATE = {"oneself", "auditor", "moderator", "admin"}

Told = dict[str, set[str]]


@pytest.fixture
def cookies(
    do: Callable,
    ann: Actor,
    as_ann: str,
    as_ben: str,
    as_eve: str,
    ben: Actor,
    product: None,
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, str]:
    """By viewer; Ann has done all that a member can do, and guests may read."""
    monkeypatch.setattr(settings, "guests_may_read", True)
    post = do(PublishPost(command_id=new_id(), text="Hello"), ann)
    do(EditPost(command_id=new_id(), post_id=post, text="Hello!"), ann)
    do(FollowUser(command_id=new_id(), user_id=ben.user_id), ann)
    do(FollowUser(command_id=new_id(), user_id=ann.user_id), ben)
    return {"guest": "", "member": as_ben, "oneself": as_ann} | dict.fromkeys(
        ("auditor", "moderator", "admin"), as_eve
    )


@pytest.fixture(params=VIEWERS)
def viewer(request: pytest.FixtureRequest, eve: Actor, database: Database) -> str:
    if request.param in ("moderator", "admin"):
        give_role(eve, Role(request.param), database)
    return request.param


@pytest.fixture
def expected(viewer: str) -> Told:
    more = PRIVATE if viewer in SEES_PRIVATE else {}
    more = more | (OF_STAFF if viewer in SEES_PRIVATE - {"oneself"} else {})
    return {name: public | more.get(name, set()) for name, public in PUBLIC.items()}


def told(answer: Any) -> Iterator[tuple[str, str, Any]]:
    """The class, the field and the value of whatever is not None."""
    if is_dataclass(answer):
        for field in fields(answer):
            value = getattr(answer, field.name)
            if value is not None:
                yield type(answer).__name__, field.name, value
                yield from told(value)
    elif isinstance(answer, dict):
        for each in answer.values():
            yield from told(each)
    elif isinstance(answer, list | tuple | set):
        for each in answer:
            yield from told(each)


def by_class(answer: Any) -> Told:
    found: Told = {}
    for name, field, _ in told(answer):
        found.setdefault(name, set()).add(field)
    return found


READ = [kind for kind in all_queries() if kind.permission is Permission.READ_DIRECTORY]


@pytest.mark.parametrize("kind", READ, ids=lambda kind: kind.__name__)
def test_a_query_answers_each_viewer_with_the_listed_fields(
    kind: type, viewer: str, cookies: dict[str, str], expected: Told, ann: Actor, ben: Actor,
    eve: Actor, ask: Callable,
) -> None:  # fmt: skip
    actors = {"guest": Actor(reads_as_guest=True), "member": ben, "oneself": ann}
    actor = actors.get(viewer) or Actor(Role(viewer), eve.user_id)

    found = by_class(ask(query(kind, ann.user_id), actor))

    assert found
    for name, shown in found.items():
        assert shown <= expected[name], name
    for name in ("UserProfile", "UserRow", "PostRow", "FollowRow", "Followed"):
        assert found.get(name, expected[name]) == expected[name]


@pytest.mark.parametrize(
    ("page", "path"),
    [
        (People, "/?q=ann"),
        (Person, "/people/{ann}"),
        (Person, "/people/{ann}?show=followers"),
        (Person, "/people/{ann}?show=following"),
        (Statistics, "/statistics"),
    ],
)
def test_a_page_is_told_the_listed_fields_and_no_others(
    page: Any, path: str, viewer: str, cookies: dict[str, str], expected: Told, ann: Actor,
    tab: Tab,
) -> None:  # fmt: skip
    params = {"person_id": str(ann.user_id)}

    tab.sends(page.load(), cookies[viewer], path.format(ann=ann.user_id), params)

    sent = [delta[page.get_full_name()] for delta in tab.deltas if page.get_full_name() in delta]
    assert {name.removesuffix("_rx_state_") for each in sent for name in each} <= VARIABLES[page]
    found = by_class(sent)
    assert found
    for name, shown in found.items():
        assert shown <= expected[name], name


def test_the_json_api_answers_each_viewer_with_the_listed_fields(
    viewer: str, cookies: dict[str, str], expected: Told, ann: Actor
) -> None:
    def answered(path: str) -> Any:
        headers = {"cookie": cookies[viewer]} if cookies[viewer] else {}
        return client_of(api)("GET", f"/api/{path}", headers=headers).json()["data"]

    def shown(row: dict[str, Any]) -> set[str]:
        return {name for name, value in row.items() if value is not None}

    profile = answered(f"users/{ann.user_id}")
    assert shown(profile) == expected["UserProfile"]
    [row] = answered("users?search=ann")
    assert shown(row) == expected["UserRow"]
    assert shown(answered("statistics")) == expected["Statistics"]
