"""GET /api/users and GET /api/statistics."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

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
    found = ann("GET", f"/users?before={everybody[near]}&search=kim&sort=joined")
    assert ids(found) == everybody[1:][max(near - 21, 0) : max(near - 1, 0)]


@pytest.mark.parametrize("asked", ["search=qi", "sort=name", "sort=posts&order=asc"])
def test_in_any_order_every_page_is_walked_forth_and_back_once(
    ann: Program, register: Callable[..., UUID], asked: str
) -> None:
    for number, name in enumerate(["Qi", "Qiana", "Qi Wang", "Wang", "Qiana Qi"] * 3):
        register(name, f"p{number}@example.org")
    everybody = ids(ann("GET", f"/users?{asked}&page_size=100"))

    def walked(page: str, way: str) -> list[list[str]]:
        answer = ann("GET", page.removeprefix("/api"))
        onward = answer.json()["links"][way]
        return [ids(answer), *(walked(onward, way) if onward else [])]

    for size in (2, 3, 4):
        start = f"/api/users?{asked}&page_size={size}"
        forth = walked(start, "next")
        assert [each for page in forth for each in page] == everybody
        back = walked(ann("GET", start.removeprefix("/api")).json()["links"]["last"], "previous")
        assert [each for page in back[::-1] for each in page] == everybody
        for near in (0, 1, 4, 7, len(everybody) - 1):
            before = ann("GET", f"/users?{asked}&page_size={size}&before={everybody[near]}")
            assert ids(before) == everybody[max(near - size, 0) : near]
    after = ann("GET", f"/users?{asked}&after={everybody[-1]}")
    assert (ids(after), after.json()["links"]["next"]) == ([], None)


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
        ("sort=shoe", "sort"),
        ("sort=email", "sort"),
        ("sort=activity", "sort"),
        ("order=up", "order"),
        ("joined_since=soon", "joined_since"),
        ("joined_since=20260101", "joined_since"),
        ("joined_until=2026-02-30", "joined_until"),
        ("time_zone=Mars/Base", "time_zone"),
        ("time_zone=../../../etc/passwd", "time_zone"),
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


def test_a_list_is_ordered_as_it_is_asked_for(ann: Program, register: Callable[..., UUID]) -> None:
    for name, email in (("Bea", "b"), ("Änne", "ae"), ("Cid", "c")):
        register(name, f"{email}@example.org")

    assert names(ann("GET", "/users?sort=name")) == ["Ann", "Änne", "Bea", "Cid"]
    assert names(ann("GET", "/users?sort=name&order=desc")) == ["Cid", "Bea", "Änne", "Ann"]
    assert names(ann("GET", "/users?order=asc")) == ["Ann", "Bea", "Änne", "Cid"]
    assert names(ann("GET", "/users?sort=posts")) == ["Cid", "Änne", "Bea", "Ann"]


def test_days_of_joining_are_those_of_the_time_zone(ann: Program) -> None:
    zones = ["Pacific/Kiritimati", "Pacific/Pago_Pago"]  # 25 hours apart
    days = [datetime.now(ZoneInfo(zone)).date() for zone in zones]

    def joined(day: date, zone: str) -> list[str]:
        days = f"joined_since={day}&joined_until={day}"
        return names(ann("GET", f"/users?{days}&time_zone={zone}"))

    for n, zone in enumerate(zones):
        assert joined(days[n], zone) == ["Ann"]
        assert joined(days[1 - n], zone) == []


@pytest.mark.parametrize("write", [str, str.upper, lambda each: each.replace("-", "")])
def test_an_id_finds_whom_the_viewer_may_see(
    ann: Program, ben: Program, admin: Program, write: Callable[[str], str]
) -> None:
    search = f"/users?search=%20{write(str(ben.id))}"

    assert (names(ann("GET", search)), names(admin("GET", search))) == (["Ben"], ["Ben"])
    assert ann("GET", search).json()["meta"]["total"] == 1
    admin("POST", f"/users/{ben.id}/suspend", {"reason": "Spam"})
    assert names(ann("GET", search)) == []


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
