"""GET /api/users and GET /api/statistics."""

from collections.abc import Callable
from uuid import UUID

import pytest
from pydantic import TypeAdapter

from app.config import settings
from app.pages.people.state import People
from queries.list_active_users import UserRow
from tests.api.conftest import Program
from tests.app.conftest import Tab


@pytest.fixture
def crowd(register: Callable[..., UUID]) -> list[str]:
    """45 people, the newest first."""
    return [str(register(f"Kim {n}")) for n in range(45)][::-1]


def names(answer) -> list[str]:
    return [row["name"] for row in answer.json()["data"]]


def ids(answer) -> list[str]:
    return [row["id"] for row in answer.json()["data"]]


def test_without_parameters_there_are_20_newest_first(crowd: list[str], ann: Program) -> None:
    answer = ann("GET", "/users")

    assert answer.status_code == 200
    assert ids(answer) == [str(ann.id), *crowd[:19]]
    meta = {"total": 46, "total_is_exact": True, "page": 1, "last_page": 3, "page_size": 20}
    assert answer.json()["meta"] == meta | {"newer": None, "older": crowd[18]}


def test_the_cursors_lead_through_everybody_once_and_back(crowd: list[str], ann: Program) -> None:
    pages = [ann("GET", "/users?page_size=20")]
    while older := pages[-1].json()["meta"]["older"]:
        pages.append(ann("GET", f"/users?page_size=20&after={older}"))

    assert [each for page in pages for each in ids(page)] == [str(ann.id), *crowd]
    newer = pages[-1].json()["meta"]["newer"]
    assert ids(ann("GET", f"/users?page_size=20&before={newer}")) == ids(pages[-2])


def test_pages_by_number_are_those_of_the_cursors(crowd: list[str], ann: Program) -> None:
    everybody = [str(ann.id), *crowd]

    for page in (1, 2, 3):
        answer = ann("GET", f"/users?page={page}&page_size=20")
        assert ids(answer) == everybody[20 * page - 20 : 20 * page]
    beyond = ann("GET", "/users?page=4")
    assert (beyond.status_code, ids(beyond), beyond.json()["meta"]["total"]) == (200, [], 46)
    assert (beyond.json()["meta"]["page"], beyond.json()["meta"]["last_page"]) == (4, 3)
    back = beyond.json()["links"]["previous"]
    assert ids(ann("GET", back.removeprefix("/api"))) == everybody[40:]


def test_the_links_lead_through_everybody_once_and_back(crowd: list[str], ann: Program) -> None:
    everybody = [str(ann.id), *crowd]

    def walked(link: str, way: str) -> list[list[str]]:
        pages = []
        while link:
            answer = ann("GET", link.removeprefix("/api"))
            pages.append(ids(answer))
            link = answer.json()["links"][way]
        return pages

    first = ann("GET", "/users?page_size=7&search=@example").json()["links"]["first"]
    assert first == "/api/users?search=%40example&page_size=7"
    start, end = "/api/users?page_size=7", ann("GET", "/users?page_size=7").json()["links"]["last"]
    assert [each for page in walked(start, "next") for each in page] == everybody
    back = [each for page in walked(end, "previous")[::-1] for each in page]
    assert back == everybody


@pytest.mark.parametrize("near", [0, 1, 5, 19, 20, 21, 45])
def test_before_a_cursor_is_nobody_who_stands_behind_it(
    crowd: list[str], ann: Program, near: int
) -> None:
    everybody = [str(ann.id), *crowd]

    answer = ann("GET", f"/users?before={everybody[near]}")

    assert ids(answer) == everybody[max(near - 20, 0) : near]
    assert answer.json()["meta"]["older"] == (everybody[near - 1] if near else None)
    found = ann("GET", f"/users?before={everybody[near]}&search=kim")
    assert ids(found) == everybody[1:][max(near - 21, 0) : max(near - 1, 0)]


def test_behind_the_last_is_nobody(crowd: list[str], ann: Program) -> None:
    answer = ann("GET", f"/users?after={crowd[-1]}")

    assert (ids(answer), answer.json()["meta"]["older"]) == ([], None)
    assert answer.json()["links"]["next"] is None
    assert ids(ann("GET", answer.json()["links"]["last"].removeprefix("/api"))) == crowd[-6:]


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("page=1&after={}", "after", "Give either page or after."),
        ("page=2&before={}", "before", "Give either page or before."),
        ("after={}&before={}", "before", "Give either after or before."),
    ],
)
def test_a_list_has_one_place_to_begin(ann: Program, query: str, field: str, said: str) -> None:
    answer = ann("GET", f"/users?{query.format(ann.id, ann.id)}")

    assert (answer.status_code, answer.json()["fields"]) == (422, {field: said})


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=abc", "page"),
        ("page=1.5", "page"),
        ("page=", "page"),
        ("page=1000000", "page"),
        ("page=99999999999999999999999999", "page"),
        ("page_size=0", "page_size"),
        ("page_size=-1", "page_size"),
        ("page_size=abc", "page_size"),
        ("page_size=1000000", "page_size"),
        ("after=1", "after"),
        ("before=%00", "before"),
        ("exact=perhaps", "exact"),
        ("pagesize=5", "pagesize"),
    ],
)
def test_what_is_out_of_bounds_is_named(ann: Program, query: str, field: str) -> None:
    answer = ann("GET", f"/users?{query}")

    assert answer.status_code == 422
    assert field in answer.json()["error"]
    assert set(answer.json()["fields"]) == {field}


def test_the_bounds_themselves_are_right(ann: Program) -> None:
    for query in ("page=1", "page=500", "page_size=1", "page_size=100", "page=%202"):
        assert ann("GET", f"/users?{query}").status_code == 200


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("zoe", ["Zoë"]),
        ("ZOË", ["Zoë"]),
        ("%25", ["100% Kim"]),
        ("_", ["a_b"]),
        ("%27%20or%201%3D1%20--", []),
        ("%00", ["a_b", "100% Kim", "Zoë", "Ann"]),
        ("", ["a_b", "100% Kim", "Zoë", "Ann"]),
        ("x" * 5000, []),
    ],
)
def test_a_search_takes_every_character_literally(
    ann: Program, register: Callable[..., UUID], search: str, found: list[str]
) -> None:
    for number, name in enumerate(("Zoë", "100% Kim", "a_b")):
        register(name, email=f"{number}@example.org")

    answer = ann("GET", f"/users?search={search}")

    assert names(answer) == found
    assert answer.json()["meta"]["total"] == len(found)


def test_only_active_people_are_listed(ann: Program, ben: Program, admin: Program) -> None:
    admin("POST", f"/users/{ben.id}/deactivate")

    assert names(ann("GET", "/users")) == ["Ada", "Ann"]


def test_addresses_are_for_those_who_may_see_them(ann: Program, moderator: Program) -> None:
    by_member = ann("GET", "/users").json()["data"]
    by_staff = moderator("GET", "/users").json()["data"]

    assert [row["email"] for row in by_member] == [None, "ann@example.org"]
    assert [row["email"] for row in by_staff] == ["mo@example.org", "ann@example.org"]


def test_a_page_and_the_json_show_the_same_rows(crowd: list[str], ann: Program) -> None:
    shown = Tab().sends(People.load, ann.cookie).state(People).shown

    answer = ann("GET", "/users").json()
    assert TypeAdapter(tuple[UserRow, ...]).validate_python(answer["data"]) == shown.rows
    assert answer["meta"]["total"] == shown.total
    assert answer["meta"]["older"] == str(shown.older)


def test_the_statistics_count_what_is_there(ann: Program, ben: Program, admin: Program) -> None:
    admin("POST", f"/users/{ben.id}/suspend", {"reason": "Advertising."})

    none = {"total_posts": 0, "avg_posts_per_user": 0.0}
    for viewer, total, away in ((admin, 3, (0, 1)), (ann, 2, (None, None))):
        answer = viewer("GET", "/statistics")

        people = {"total_users": total, "active_users": 2}
        people |= dict(zip(("inactive_users", "suspended_users"), away, strict=True))
        assert (answer.status_code, answer.json()) == (200, {"data": people | none})


@pytest.mark.parametrize("path", ["/users", "/statistics", "/users/{id}"])
def test_guests_read_only_where_the_setting_lets_them(
    path: str, guest: Program, ann: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path.format(id=ann.id)

    shut = guest("GET", path)
    monkeypatch.setattr(settings, "guests_may_read", True)
    open_ = guest("GET", path)

    assert (shut.status_code, shut.json()["code"]) == (401, "sign_in_needed")
    assert shut.headers["www-authenticate"].startswith("Cookie ")
    assert open_.status_code == 200
    assert "ann@example.org" not in open_.text
