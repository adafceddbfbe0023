"""Whether the owner of an e-mail address is here: what it costs to ask, and whom."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from app.config import settings
from app.http_routes import api
from app.pages.people.state import People
from app.runtime import lookup_limit
from app.runtime.lookup_limit import A_MINUTE, AT_ONCE, FROM_ADDRESS_A_MINUTE, FROM_ADDRESS_AT_ONCE
from app.runtime.rate_limit import Allowance
from domain.access import Actor, Role
from domain.errors import TooManyLookups
from domain.ids import new_id
from queries.list_active_users import ListActiveUsers
from tests.app.conftest import Tab, client_of

REQUEST = client_of(api)
ANNS = "ann@example.org"


@pytest.fixture(autouse=True)
def untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup_limit, "_of_person", Allowance(A_MINUTE / 60, AT_ONCE))
    many = Allowance(FROM_ADDRESS_A_MINUTE / 60, FROM_ADDRESS_AT_ONCE)
    monkeypatch.setattr(lookup_limit, "_from_address", many)


def search(cookie: str, text: str, **more: Any) -> Any:
    headers = {"cookie": cookie} if cookie else {}
    return REQUEST("GET", "/api/users", headers=headers, params={"search": text, **more})


def asked(text: str, person: Actor) -> int:
    """The seconds to wait; 0 when it is admitted."""
    try:
        lookup_limit.admit(ListActiveUsers(search=text), person)
    except TooManyLookups as refused:
        return refused.retry_after
    return 0


def test_a_member_looks_up_so_many_addresses_and_then_waits(
    product: None, ann: Actor, as_ben: str
) -> None:
    guesses = [search(as_ben, f"a{n}@example.org").status_code for n in range(AT_ONCE - 1)]
    found, refused = search(as_ben, ANNS), search(as_ben, ANNS)

    assert set(guesses) == {200}
    assert [row["name"] for row in found.json()["data"]] == ["Ann"]
    assert refused.status_code == 429
    assert "data" not in refused.json()
    assert "e-mail addresses" in refused.json()["error"]
    assert search(as_ben, "ann").json()["meta"]["total"] == 1


@pytest.mark.parametrize("more", [{"exact": "true"}, {"page": 2}, {"after": UUID(int=1)}])
@pytest.mark.parametrize("text", [ANNS, f"ann {ANNS}", "ann＠example.org", f"mailto:{ANNS}"])
def test_no_other_way_of_asking_gets_around_it(
    product: None, as_ben: str, text: str, more: dict[str, Any]
) -> None:
    for n in range(AT_ONCE):
        search(as_ben, f"a{n}@example.org")

    assert search(as_ben, text, **more).status_code == 429


def test_the_page_says_so_and_shows_nobody_new(tab: Tab, ann: Actor, as_ben: str) -> None:
    for n in range(AT_ONCE):
        search(as_ben, f"a{n}@example.org")

    tab.sends(People.load(), as_ben, f"/?q={ANNS}")

    assert tab.state(People).problem.sentence == str(TooManyLookups(10))
    assert tab.state(People).shown is None
    tab.sends(People.load(), as_ben, "/?q=ann")
    assert [row.name for row in tab.state(People).shown.rows] == ["Ann"]


def test_people_of_one_network_address_share_what_it_may_ask() -> None:
    people = [Actor(Role.MEMBER, new_id(), address="192.0.2.1") for _ in range(5)]

    waits = [asked(ANNS, person) for person in people for _ in range(AT_ONCE)]

    assert waits.count(0) == pytest.approx(FROM_ADDRESS_AT_ONCE, abs=1)
    assert asked(ANNS, Actor(Role.MEMBER, new_id(), address="192.0.2.2")) == 0


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.AUDITOR, Role.ADMIN])
def test_staff_look_up_as_many_as_they_like(role: Role) -> None:
    person = Actor(role, new_id(), address="192.0.2.1")

    assert not any(asked(ANNS, person) for _ in range(1000))


def test_a_search_by_name_costs_nothing() -> None:
    person = Actor(Role.MEMBER, new_id(), address="192.0.2.1")

    assert not any(asked("ann", person) for _ in range(1000))
    assert asked(ANNS, person) == 0


def test_the_wait_is_as_long_as_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("app.runtime.rate_limit.time.monotonic", lambda: now[0])
    person = Actor(Role.MEMBER, new_id(), address="192.0.2.1")
    while not (wait := asked(ANNS, person)):
        pass

    now[0] += wait - 1
    assert asked(ANNS, person) == 1
    now[0] += 1
    assert asked(ANNS, person) == 0


def test_guests_find_nobody_by_an_address(
    product: None, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "guests_may_read", True)

    assert search("", ANNS).json()["meta"]["total"] == 0
    assert search("", "ann").json()["meta"]["total"] == 1
    assert {search("", ANNS).status_code for _ in range(AT_ONCE + 1)} == {200}


def test_a_name_with_an_at_sign_is_found_by_guests(register: Callable, ask: Callable) -> None:
    register("Kim @ Home", email="kim@example.org")
    register("kim@home", email="lee@example.org")

    page = ask(ListActiveUsers(search="kim@home"), Actor(reads_as_guest=True))

    assert [row.name for row in page.rows] == ["kim@home"]
