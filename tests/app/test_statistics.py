"""What the state of the statistics page holds, for whom."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest

from app.pages.admin_people.state import AdminPeople
from app.pages.people.state import People
from app.pages.statistics.state import Statistics
from commands.deactivate_user import DeactivateUser
from commands.reactivate_user import ReactivateUser
from commands.reinstate_users import ReinstateUsers
from commands.suspend_users import SuspendUsers
from domain.access import SYSTEM, Actor, Role
from domain.ids import new_id
from projections import daily_activity
from queries.activity_by_day import ActivityByDay
from queries.reading import fetch
from queries.sign_ups_over_time import SignUpsOverTime
from queries.user_statistics import UserStatistics
from tests.app.conftest import Tab, give_role
from tests.database import Database

PATH = "/statistics"


def test_a_member_s_tab_holds_no_number_of_those_who_are_not_active(
    tab: Tab, as_ann: str, ben: Actor, do: Callable, register: Callable[..., UUID]
) -> None:
    suspended = frozenset({register("Sue")})
    do(SuspendUsers(command_id=new_id(), user_ids=suspended, reason="Spam"), SYSTEM)

    state = tab.sends(Statistics.load(), as_ann, PATH).state(Statistics)

    assert (state.numbers.total_users, state.numbers.active_users) == (2, 2)
    assert state.numbers.suspended_users is state.numbers.inactive_users is None
    assert (state.sees_all, state.parts) == (False, [])


def test_staff_see_everybody_by_status(
    tab: Tab,
    as_eve: str,
    eve: Actor,
    database: Database,
    register: Callable[..., UUID],
    do: Callable,
) -> None:
    give_role(eve, Role.AUDITOR, database)
    suspended = frozenset({register("Sue")})
    do(SuspendUsers(command_id=new_id(), user_ids=suspended, reason="Spam"), SYSTEM)

    state = tab.sends(Statistics.load(), as_eve, PATH).state(Statistics)

    assert sum(part["count"] for part in state.parts) == state.numbers.total_users == 2


@pytest.mark.parametrize("role", [Role.MEMBER, Role.AUDITOR])
def test_each_figure_leads_to_exactly_those_whom_it_counts(
    tab: Tab,
    as_eve: str,
    eve: Actor,
    database: Database,
    register: Callable[..., UUID],
    do: Callable,
    role: Role,
) -> None:
    give_role(eve, role, database)
    suspended = frozenset({register("Sue")})
    do(SuspendUsers(command_id=new_id(), user_ids=suspended, reason="Spam"), SYSTEM)
    kind = People if role is Role.MEMBER else AdminPeople

    def found(address: str) -> int:
        shown = tab.sends(kind.load(), as_eve, address).state(kind).shown
        assert shown.total_is_exact
        return shown.total

    for span in ("30d", "12m", "all"):
        state = tab.sends(Statistics.load(), as_eve, f"{PATH}?span={span}").state(Statistics)
        assert found(state.joined) == state.sign_ups.joined == (1 if role is Role.MEMBER else 2)
    for part in state.parts:
        assert found(part["to"]) == part["count"]
    assert tab.sends(People.load(), as_eve, "/").state(People).shown.total == 1


def test_no_figure_of_a_member_moves_with_the_status_that_somebody_leaves_for(
    ann: Actor, ben: Actor, do: Callable, database: Database
) -> None:
    """Of who vanishes nobody can tell whether they left or were suspended."""
    leaving = frozenset({ben.user_id})
    spans = "30d", "12m", "all"
    figures = [
        UserStatistics(),
        *(k(span=s) for k in (SignUpsOverTime, ActivityByDay) for s in spans),
    ]
    daily_activity.fold(database.writing)
    seen = []
    for leave, back in ((SuspendUsers, ReinstateUsers), (DeactivateUser, ReactivateUser)):
        reason = {"reason": "Spam"} if leave is SuspendUsers else {}
        do(leave(command_id=new_id(), user_ids=leaving, **reason), SYSTEM)
        seen.append([fetch(each, ann, database.reading) for each in figures])
        do(back(command_id=new_id(), user_ids=leaving), SYSTEM)

    assert seen[0] == seen[1] != [fetch(each, ann, database.reading) for each in figures]


@pytest.mark.parametrize(
    ("role", "told"),
    [
        (Role.MEMBER, r"\d+ events are not counted yet"),
        (Role.AUDITOR, r"\d+ events since .+ ago are .+"),
    ],
)
def test_when_somebody_did_what_is_not_counted_yet_is_told_to_staff(
    tab: Tab, as_eve: str, eve: Actor, ann: Actor, database: Database, role: Role, told: str
) -> None:
    give_role(eve, role, database)

    state = tab.sends(Statistics.load(), as_eve, PATH).state(Statistics)

    assert re.fullmatch(told, state.age)
