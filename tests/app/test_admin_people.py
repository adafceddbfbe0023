"""What a browser may send to the list of staff, and what becomes of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.pages.admin_people.choosing import BEYOND, NOBODY, OUTDATED, TOO_MANY
from app.pages.admin_people.filters import Filters, order_of
from app.pages.admin_people.state import AdminPeople
from commands.change_role import ChangeRole
from commands.danger import MANY
from commands.suspend_users import SuspendUsers
from domain.access import SYSTEM, Actor, Role
from domain.ids import new_id
from queries.get_user import GetUser
from tests.app.conftest import Tab, give_role
from tests.database import Database

PATH = "/admin/people"


@pytest.fixture
def as_admin(as_eve: str, eve: Actor, database: Database) -> str:
    give_role(eve, Role.ADMIN, database)
    return as_eve


@pytest.fixture
def as_moderator(as_eve: str, eve: Actor, database: Database) -> str:
    give_role(eve, Role.MODERATOR, database)
    return as_eve


def choose(tab: Tab, cookie: str, action: str, ids: Any = "", path: str = PATH, **more: str) -> str:
    """Ask for an action; returns the sentence of a refusal."""
    form = {"command_id": str(new_id()), "action": action, "ids": str(ids), **more}
    tab.sends(AdminPeople.load(), cookie, path).sends(AdminPeople.choose(form), cookie, path)
    return tab.state(AdminPeople).problem.sentence


def carry_out(tab: Tab, cookie: str, key: str | None = None, reason: str = "Spam") -> str:
    choice = tab.state(AdminPeople).choice
    form = {"command_id": str(new_id()), "key": choice.key if key is None else key}
    tab.sends(AdminPeople.carry_out(form | {"reason": reason}), cookie, PATH)
    return tab.state(AdminPeople).problem.sentence


@pytest.fixture
def status_of(ask: Callable) -> Callable[[Actor], str]:
    return lambda person: ask(GetUser(user_id=person.user_id or new_id())).status


def test_a_choice_counts_and_only_its_key_carries_it_out(
    tab: Tab, as_admin: str, ann: Actor, status_of: Callable[[Actor], str]
) -> None:
    assert choose(tab, as_admin, "suspend", ann.user_id) == ""
    assert tab.state(AdminPeople).choice.title == "Suspend Ann?"

    assert carry_out(tab, as_admin, key="another") == OUTDATED
    assert status_of(ann) == "active"
    assert carry_out(tab, as_admin) == ""
    assert status_of(ann) == "suspended"


def test_nothing_is_carried_out_without_a_choice(tab: Tab, as_admin: str) -> None:
    tab.sends(AdminPeople.load(), as_admin, PATH)

    assert carry_out(tab, as_admin, key="") == OUTDATED


@pytest.mark.parametrize("ids", ["", "  ", "ann", "1 2", "'; drop table users"])
def test_what_is_no_id_is_nobody(tab: Tab, as_admin: str, ids: str) -> None:
    assert choose(tab, as_admin, "suspend", ids) == NOBODY


def test_an_action_that_no_page_offers_is_refused(tab: Tab, as_admin: str, ann: Actor) -> None:
    assert choose(tab, as_admin, "erase", ann.user_id) == "There is no such action."


def test_the_command_decides_about_forged_ids_and_actions(
    tab: Tab, as_moderator: str, ann: Actor, eve: Actor, status_of: Callable[[Actor], str]
) -> None:
    for action, target in (
        ("deactivate", ann),
        ("suspend", eve),
        ("suspend", Actor(None, new_id())),
    ):
        assert choose(tab, as_moderator, action, target.user_id) == ""
        assert carry_out(tab, as_moderator)
    assert status_of(ann) == status_of(eve) == "active"


def test_members_and_auditors_may_not_even_ask(
    tab: Tab, as_ann: str, as_eve: str, ann: Actor
) -> None:
    for cookie in (as_ann, as_eve):
        choose(tab, cookie, "suspend", ann.user_id)

        assert tab.redirected_to == "/not-found"
        assert tab.state(AdminPeople).choice is None


def test_all_that_match_are_those_of_the_address_whom_one_may_act_upon(
    tab: Tab,
    as_moderator: str,
    ann: Actor,
    ben: Actor,
    register: Callable[..., UUID],
    do: Callable,
) -> None:
    do(ChangeRole(command_id=new_id(), user_id=register("Ada Admin"), role=Role.ADMIN), SYSTEM)

    assert choose(tab, as_moderator, "suspend", all="1") == ""
    choice = tab.state(AdminPeople).choice
    assert choice.title == "Suspend 2 people?"
    assert choice.text.endswith(" 2 left out: of an equal or higher rank, or you yourself.")
    assert choose(tab, as_moderator, "suspend", all="1", path=f"{PATH}?q=ann") == ""
    assert tab.state(AdminPeople).choice.title == "Suspend Ann?"
    assert choose(tab, as_moderator, "suspend", all="1", path=f"{PATH}?q=eve") == BEYOND
    assert choose(tab, as_moderator, "suspend", all="1", path=f"{PATH}?q=zoe") == NOBODY


def test_of_all_that_match_an_action_is_for_those_whom_it_fits(
    tab: Tab,
    as_admin: str,
    ann: Actor,
    ben: Actor,
    do: Callable,
    status_of: Callable[[Actor], str],
) -> None:
    do(SuspendUsers(command_id=new_id(), user_ids=frozenset({ben.user_id}), reason="Spam"), SYSTEM)

    assert choose(tab, as_admin, "suspend", all="1") == ""
    choice = tab.state(AdminPeople).choice
    assert (choice.title, choice.submit) == ("Suspend Ann?", "Suspend")
    assert choice.text.endswith(" 2 left out: not active, or you yourself.")
    assert carry_out(tab, as_admin) == ""
    assert status_of(ann) == "suspended"

    assert choose(tab, as_admin, "reinstate", all="1") == ""
    choice = tab.state(AdminPeople).choice
    assert choice.submit == "Reinstate 2 people"
    assert choice.text.endswith(" 1 left out: not suspended.")


def test_an_action_is_for_nobody_when_the_filters_ask_for_another_status(
    tab: Tab, as_admin: str, ann: Actor
) -> None:
    for address in ("status=inactive", "status=active", "q=ann"):
        path = f"{PATH}?{address}"
        refusal = NOBODY if address == "status=inactive" else "None of them is suspended."

        assert choose(tab, as_admin, "reinstate", all="1", path=path) == refusal


def test_an_administrator_leaves_out_only_themselves(
    tab: Tab, as_admin: str, ann: Actor, ben: Actor, do: Callable
) -> None:
    do(ChangeRole(command_id=new_id(), user_id=ben.user_id, role=Role.ADMIN), SYSTEM)

    assert choose(tab, as_admin, "suspend", all="1") == ""
    choice = tab.state(AdminPeople).choice
    assert choice.submit == "Suspend 2 people"
    assert choice.text.endswith(" You are left out.")


def test_the_browser_is_told_what_was_understood_of_the_address(tab: Tab, as_admin: str) -> None:
    nonsense = "q=%20&status=gone&role=admin&since=2026-02-30&until=2026-02-03&sort=shoe&order=up"

    tab.sends(AdminPeople.load(), as_admin, f"{PATH}?{nonsense}")

    understood = {name: text for name, text in tab.state(AdminPeople).understood.items() if text}
    assert understood == {
        "role": "admin",
        "until": "2026-02-03",
        "sort": "joined",
        "order": "desc",
    }


def test_what_was_not_understood_of_an_address_is_said(tab: Tab, as_admin: str) -> None:
    asked = "status=gone&sort=shoe&order=up&since=2026-02-30&inactive=yes&zone=Mars/Base"

    tab.sends(AdminPeople.load(), as_admin, f"{PATH}?{asked}")

    said = tab.state(AdminPeople).ignored
    assert said.startswith("Ignored, because this list has no such filter or order: ")
    for part in asked.split("&"):
        assert part in said
    tab.sends(AdminPeople.load(), as_admin, f"{PATH}?q=ann&status=active&sort=email&order=desc")
    assert tab.state(AdminPeople).ignored == ""


def test_after_an_action_the_page_says_to_how_many_and_where_they_are(
    tab: Tab, as_admin: str, ann: Actor, ben: Actor
) -> None:
    path = f"{PATH}?q=example.org&role=member&status=active&after={new_id()}"
    choose(tab, as_admin, "suspend", f"{ann.user_id} {ben.user_id}", path=path)
    key = tab.state(AdminPeople).choice.key
    form = {"command_id": str(new_id()), "key": key, "reason": "Spam"}
    tab.sends(AdminPeople.carry_out(form), as_admin, path)

    outcome = tab.state(AdminPeople).outcome
    assert outcome.text == "You suspended 2 people"
    assert not tab.state(AdminPeople).shown.rows
    tab.sends(AdminPeople.load(), as_admin, outcome.shown_at)
    assert {row.id for row in tab.state(AdminPeople).shown.rows} == {ann.user_id, ben.user_id}
    assert tab.state(AdminPeople).outcome is None


def test_days_that_end_before_they_begin_are_said_to_do_so(tab: Tab, as_admin: str) -> None:
    for since, until, ends_first in (("03", "02", True), ("02", "02", False), ("02", "03", False)):
        days = f"since=2026-02-{since}&until=2026-02-{until}"

        tab.sends(AdminPeople.load(), as_admin, f"{PATH}?{days}")

        assert tab.state(AdminPeople).ends_first is ends_first


def test_more_than_a_command_takes_are_refused_before_anybody_is_asked(
    tab: Tab, as_admin: str, database: Database
) -> None:
    copy = (
        "insert into {0} select (jsonb_populate_record({0}, jsonb_build_object('id', new.id,"
        " 'email', new.id))).* from {0}, new where {0}.name = 'Eve'"
    )
    with database.owner.begin() as connection:
        many = (
            "create temp table new as select gen_random_uuid() as id from generate_series(1, 1e4)"
        )
        for statement in (many, copy.format("users"), copy.format("user_summaries")):
            connection.execute(text(statement))

    assert choose(tab, as_admin, "suspend", all="1") == TOO_MANY


@pytest.mark.parametrize(
    "address",
    [
        {},
        {"q": "  ", "status": "gone", "role": "root", "since": "tomorrow", "until": "2026-02-30"},
        {"since": "20260101", "until": "2026-W01-1", "inactive": "yes"},
    ],
)
def test_what_the_address_cannot_mean_is_no_filter(address: dict[str, str]) -> None:
    assert Filters.of(address) == Filters()


@pytest.mark.parametrize(
    ("address", "order"),
    [
        ({}, ("joined", True)),
        ({"sort": "password", "order": "up"}, ("joined", True)),
        ({"sort": "name"}, ("name", False)),
        ({"sort": "name", "order": "desc"}, ("name", True)),
        ({"order": "asc"}, ("joined", False)),
    ],
)
def test_the_order_is_one_that_the_list_knows(
    address: dict[str, str], order: tuple[str, bool]
) -> None:
    assert order_of(address) == order


def test_an_action_upon_many_takes_the_password_and_goes_on_with_the_same_id(
    tab: Tab, as_moderator: str, database: Database, register: Callable[..., UUID], do: Callable
) -> None:
    people = [register(f"Ann {number}") for number in range(MANY + 1)]
    choose(tab, as_moderator, "suspend", " ".join(map(str, people)))
    form = {"command_id": str(new_id()), "key": tab.state(AdminPeople).choice.key, "reason": "Spam"}
    with database.owner.begin() as connection:
        connection.execute(text("update logins set confirmed_at = now() - interval '16 minutes'"))

    tab.sends(AdminPeople.carry_out(form), as_moderator, PATH)
    page = tab.state(AdminPeople)
    assert (page.password_needed, page.answered) == (form["command_id"], page.choice.key)

    with database.owner.begin() as connection:
        connection.execute(text("update logins set confirmed_at = now()"))
    tab.sends(AdminPeople.carry_out(form), as_moderator, PATH)
    assert tab.state(AdminPeople).accepted == form["command_id"]
