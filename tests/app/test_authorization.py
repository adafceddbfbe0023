from collections.abc import Callable

import pytest
from reflex.state import State, UpdateVarsInternalState
from reflex_base.event import Event

from app.feedback.form_errors import Failure
from app.identity.session_state import Problem, SessionState, Viewer, actor
from app.websocket.reflex_handlers import ARRIVAL
from commands.sign_out import SignOut
from commands.suspend_users import SuspendUsers
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.ids import new_id
from queries.get_suspension import Suspension
from tests.app.conftest import Tab, give_role
from tests.app.pages import Planted
from tests.database import Database
from tests.product import AWAY, product_at, without

ARRIVES = Event(name=ARRIVAL)


def test_a_handler_without_a_rule_is_refused_to_everybody(
    tab: Tab, as_ann: str, as_eve: str
) -> None:
    for cookie in ("", as_ann, as_eve):
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


def test_a_guest_is_never_sent_to_another_host(tab: Tab) -> None:
    assert tab.sends(Planted.fill(), path="//evil.example").redirected_to == "/sign-in"


def test_a_refusal_on_the_sign_in_page_does_not_redirect_for_ever(tab: Tab) -> None:
    tab.sends(Planted.fill(), path="/sign-in/?next=/x")

    assert tab.redirected_to is None
    assert tab.state(Planted).problem.sentence == "You may not do this."


def test_a_member_learns_nothing_of_what_is_not_theirs(tab: Tab, as_ann: str) -> None:
    tab.sends(Planted.see(), as_ann)

    assert tab.redirected_to == "/not-found"
    assert tab.state(Planted).done == []


def test_a_permission_opens_the_handler(tab: Tab, as_eve: str) -> None:
    assert tab.sends(Planted.see(), as_eve).state(Planted).done == ["seen"]


def test_the_handler_knows_its_actor(tab: Tab, as_ann: str) -> None:
    tab.sends(Planted.fill(), as_ann)

    assert tab.state(Planted).private == "private of Ann"
    assert actor() == GUEST


def test_the_page_knows_its_viewer(tab: Tab, eve: Actor, as_eve: str) -> None:
    tab.sends(Planted.open(), as_eve)

    me = tab.state(SessionState).me
    assert (me.id, me.name, me.role, me.signed_in) == (str(eve.user_id), "Eve", "auditor", True)
    assert "person.see_private" in me.permissions


def test_a_state_is_blank_for_whoever_did_not_fill_it(tab: Tab, as_ann: str, as_ben: str) -> None:
    for cookie in ("", as_ben, "rollcall=unknown-xxxxxxxxxxxxxxxx"):
        tab.sends(Planted.fill(), as_ann)

        tab.sends(ARRIVES, cookie)

        assert "private of Ann" not in tab.received
        assert tab.state(Planted).private == ""


def test_a_reload_by_the_same_person_keeps_the_state(tab: Tab, as_ann: str) -> None:
    tab.sends(Planted.fill(), as_ann).sends(ARRIVES, as_ann)

    assert "private of Ann" in tab.received


def test_a_session_that_ended_blanks_the_open_page(tab: Tab, as_ann: str, do: Callable) -> None:
    tab.sends(Planted.fill(), as_ann)
    do(SignOut(token=as_ann.partition("=")[2]))

    tab.sends(Planted.fill(), as_ann, path="/profile")

    assert tab.redirected_to == "/sign-in?next=/profile&ended=1"
    assert tab.deltas[0][Planted.get_full_name()]["private_rx_state_"] == ""
    assert tab.state(SessionState).me == Viewer(permissions=tab.state(SessionState).me.permissions)


def test_a_session_that_ends_in_the_middle_of_a_click_fills_nothing_more(
    tab: Tab, as_ann: str
) -> None:
    tab.sends(Planted.leave(), as_ann)

    assert "private of Ann" not in tab.received
    assert tab.state(Planted).private == ""
    assert not tab.state(SessionState).me.signed_in


def test_who_was_suspended_learns_why_and_does_nothing_more(
    tab: Tab, ann: Actor, as_ann: str, do: Callable
) -> None:
    tab.sends(Planted.fill(), as_ann)
    suspend(ann, do)

    tab.sends(Planted.fill(), as_ann, path="/profile")

    assert tab.redirected_to == "/sign-in?next=/profile"
    assert tab.state(Planted).private == ""
    assert tab.state(SessionState).suspension == Suspension("Spam.", until=None)
    assert "Spam." in tab.received


def test_without_the_cookie_nobody_learns_of_a_suspension(
    tab: Tab, ann: Actor, as_ann: str, as_ben: str, do: Callable
) -> None:
    suspend(ann, do)
    tab.sends(ARRIVES, as_ann)

    for cookie in (as_ben, "", "rollcall=unknown-xxxxxxxxxxxxxxxx"):
        tab.sends(ARRIVES, cookie)

        assert tab.state(SessionState).suspension is None
        assert "Spam." not in tab.received


def suspend(person: Actor, do: Callable) -> None:
    people = {person.user_id}
    do(SuspendUsers(command_id=new_id(), user_ids=people, reason="Spam."), SYSTEM)


def test_another_role_blanks_the_state(
    tab: Tab, eve: Actor, as_eve: str, database: Database
) -> None:
    tab.sends(Planted.fill(), as_eve)
    give_role(eve, Role.MEMBER, database)

    tab.sends(Planted.open(), as_eve)

    assert tab.state(Planted).private == ""
    assert tab.state(SessionState).me.role == "member"


def test_without_the_database_nothing_runs_and_nothing_is_shown(tab: Tab, as_ann: str) -> None:
    tab.sends(Planted.fill(), as_ann)

    with product_at(AWAY):
        tab.sends(ARRIVES, as_ann)
        shown = tab.received
        tab.sends(Planted.open("later"), as_ann)

    assert "private" not in shown
    assert "cannot be reached" in shown
    assert tab.state(Planted).done == []


def test_while_it_is_unknown_who_asks_nothing_runs(
    tab: Tab, as_ann: str, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with without("identities", database):
        tab.sends(Planted.open("later"), as_ann)

    assert tab.state(Planted).done == []
    assert tab.state(SessionState).problem.reference in caplog.text
    assert as_ann.partition("=")[2] not in caplog.text


def test_a_page_opened_without_the_database_is_filled_afterwards(tab: Tab, as_ann: str) -> None:
    tab.sends(Planted.fill(), as_ann)
    with product_at(AWAY):
        tab.sends(ARRIVES, as_ann)

    tab.sends(Planted.open(), as_ann)

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
