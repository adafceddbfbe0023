from dataclasses import replace

import pytest
from reflex.state import State, UpdateVarsInternalState
from reflex_base.event import Event

from app.errors import Failure
from app.internals import ARRIVAL
from app.session import Problem, SessionState, Viewer, actor
from domain.access import GUEST, Role
from tests.app.conftest import COOKIES, EVE, Door, Tab
from tests.app.pages import Planted

ARRIVES = Event(name=ARRIVAL)


def test_a_handler_without_a_rule_is_refused_to_everybody(tab: Tab) -> None:
    for cookie in ("", *COOKIES.values()):
        tab.sends(Planted.forgotten(), cookie)

        assert tab.state(Planted).done == []
        assert tab.redirected_to


def test_anyone_may_call_an_open_handler(tab: Tab) -> None:
    assert tab.sends(Planted.open()).state(Planted).done == ["open"]


def test_a_guest_is_sent_to_sign_in_and_back(tab: Tab) -> None:
    tab.sends(Planted.fill(), path="/people/1?tab=a b")

    assert tab.redirected_to == "/sign-in"
    assert tab.sends(Planted.fill(), path="/people/1?tab=a").redirected_to == (
        "/sign-in?next=/people/1%3Ftab%3Da"
    )
    assert tab.state(Planted).private == ""


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "/..//evil.example"])
def test_a_guest_is_never_sent_to_another_host(tab: Tab, path: str) -> None:
    assert tab.sends(Planted.fill(), path=path).redirected_to == "/sign-in"


def test_a_refusal_on_the_sign_in_page_does_not_redirect_for_ever(tab: Tab) -> None:
    tab.sends(Planted.fill(), path="/sign-in/?next=/x")

    assert tab.redirected_to is None
    assert tab.state(Planted).problem.sentence == "You may not do this."


def test_a_member_learns_nothing_of_what_is_not_theirs(tab: Tab) -> None:
    tab.sends(Planted.see(), COOKIES["ann"])

    assert tab.redirected_to == "/not-found"
    assert tab.state(Planted).done == []


def test_a_permission_opens_the_handler(tab: Tab) -> None:
    assert tab.sends(Planted.see(), COOKIES["eve"]).state(Planted).done == ["seen"]


def test_the_handler_knows_its_actor(tab: Tab) -> None:
    tab.sends(Planted.fill(), COOKIES["ann"])

    assert tab.state(Planted).private == "private of Ann"
    assert actor() == GUEST


def test_the_page_knows_its_viewer(tab: Tab) -> None:
    tab.sends(Planted.open(), COOKIES["eve"])

    me = tab.state(SessionState).me
    assert (me.id, me.name, me.role, me.signed_in) == (str(EVE.user_id), "Eve", "auditor", True)
    assert "person.see_private" in me.permissions


@pytest.mark.parametrize("cookie", ["", COOKIES["ben"], "rollcall=unknown-xxxxxxxxxxxxxxxx"])
def test_a_state_is_blank_for_whoever_did_not_fill_it(tab: Tab, cookie: str) -> None:
    tab.sends(Planted.fill(), COOKIES["ann"])

    tab.sends(ARRIVES, cookie)

    assert "private of Ann" not in tab.received
    assert tab.state(Planted).private == ""


def test_a_reload_by_the_same_person_keeps_the_state(tab: Tab) -> None:
    tab.sends(Planted.fill(), COOKIES["ann"]).sends(ARRIVES, COOKIES["ann"])

    assert "private of Ann" in tab.received


def test_a_session_that_ended_blanks_the_open_page(tab: Tab, door: Door) -> None:
    tab.sends(Planted.fill(), COOKIES["ann"])
    door.people.clear()

    tab.sends(Planted.fill(), COOKIES["ann"], path="/profile")

    assert tab.redirected_to == "/sign-in?next=/profile"
    assert tab.deltas[0][Planted.get_full_name()]["private_rx_state_"] == ""
    assert tab.state(SessionState).me == Viewer(permissions=tab.state(SessionState).me.permissions)


def test_another_role_blanks_the_state(tab: Tab, door: Door) -> None:
    tab.sends(Planted.fill(), COOKIES["eve"])
    demoted = replace(EVE, role=Role.MEMBER)
    door.people = dict.fromkeys(door.people, demoted)

    tab.sends(Planted.open(), COOKIES["eve"])

    assert tab.state(Planted).private == ""
    assert tab.state(SessionState).me.role == "member"


def test_without_the_database_nothing_runs_and_nothing_is_shown(tab: Tab, door: Door) -> None:
    tab.sends(Planted.fill(), COOKIES["ann"])
    door.is_open = False

    tab.sends(ARRIVES, COOKIES["ann"])
    shown = tab.received
    tab.sends(Planted.open("later"), COOKIES["ann"])

    assert "private" not in shown
    assert "cannot be reached" in shown
    assert tab.state(Planted).done == []


def test_a_page_opened_without_the_database_is_filled_afterwards(tab: Tab, door: Door) -> None:
    tab.sends(Planted.fill(), COOKIES["ann"])
    door.is_open = False
    tab.sends(ARRIVES, COOKIES["ann"])
    door.is_open = True

    tab.sends(Planted.open(), COOKIES["ann"])

    assert "private of Ann" in tab.received
    assert tab.state(SessionState).problem == Problem()


def test_a_failure_shows_a_reference_and_none_of_its_words(tab: Tab, caplog) -> None:
    tab.sends(Planted.fail())

    problem = tab.state(SessionState).problem
    assert problem.reference in caplog.text
    assert "hunter2" not in caplog.text + str(problem)
    assert tab.events == []


def test_a_stranger_cannot_put_words_into_the_banner(tab: Tab) -> None:
    tab.sends(Failure.show("<b>call 555</b>"))

    assert tab.state(SessionState).problem == Problem()


def test_handlers_of_reflex_that_no_page_needs_are_refused(tab: Tab) -> None:
    for spec in (
        Event(name=f"{State.get_full_name()}.hydrate"),
        Event(name=f"{State.get_full_name()}.setvar", payload={"var_name": "x", "value": 1}),
        Event(name=f"{Planted.get_full_name()}.setvar", payload={"var_name": "x", "value": 1}),
        Event(
            name=f"{UpdateVarsInternalState.get_full_name()}.update_vars_internal",
            payload={"vars": {}},
        ),
    ):
        assert tab.sends(spec, path="/people").redirected_to == "/sign-in?next=/people"
