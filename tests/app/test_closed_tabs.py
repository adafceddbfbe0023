"""A tab that was left takes no memory for long, and nobody's left tabs take much."""

import pytest
from reflex.istate.manager.memory import StateManagerMemory

from app.identity.session_state import SessionState
from app.pages.people.state import People
from app.websocket.closed_tabs import MOST_OF_ONE, OF_GUEST, OF_MEMBER, LeftTabs
from tests.app.conftest import Tab


@pytest.fixture
def manager(product: None) -> StateManagerMemory:
    return StateManagerMemory()


def opened(manager: StateManagerMemory, cookie: str = "") -> str:
    """The name of a tab that shows a page."""
    tab = Tab(manager)
    tab.sends(People.load(), cookie, "/")
    return tab.token


def kept(manager: StateManagerMemory) -> set[str]:
    return {token.ident for _, token in manager._token_expires_at.values()}


def test_the_state_of_a_guest_goes_with_the_socket(manager: StateManagerMemory) -> None:
    closed, still_open = opened(manager), opened(manager)
    tabs = LeftTabs(manager)

    tabs.look({still_open}, now=0)
    assert kept(manager) == {closed, still_open}
    tabs.look({still_open}, now=OF_GUEST)

    assert kept(manager) == {still_open}
    assert len(manager.states) == len(manager._states_locks) == 1


def test_who_comes_back_in_time_finds_it(manager: StateManagerMemory) -> None:
    tab, tabs = opened(manager), LeftTabs(manager)

    tabs.look((), now=0)
    tabs.look({tab}, now=OF_GUEST - 1)
    tabs.look((), now=OF_GUEST + 1)

    assert kept(manager) == {tab}


def test_that_of_a_member_is_kept_a_little_longer(manager: StateManagerMemory, as_ann: str) -> None:
    tab, tabs = opened(manager, as_ann), LeftTabs(manager)

    tabs.look((), now=0)
    tabs.look((), now=OF_MEMBER - 1)
    assert kept(manager) == {tab}
    tabs.look((), now=OF_MEMBER)

    assert kept(manager) == set()


def test_one_sign_in_leaves_so_many_tabs_behind(
    manager: StateManagerMemory, as_ann: str, as_ben: str
) -> None:
    tabs, bens = LeftTabs(manager), opened(manager, as_ben)
    oldest = opened(manager, as_ann)
    tabs.look((), now=0)
    others = {opened(manager, as_ann) for _ in range(MOST_OF_ONE)}

    tabs.look((), now=1)

    assert kept(manager) == {bens, *others}
    assert oldest not in kept(manager)


def test_what_is_being_worked_on_stays(manager: StateManagerMemory) -> None:
    opened(manager)
    tabs = LeftTabs(manager)
    tabs.look((), now=0)
    (lock,) = manager._states_locks.values()
    lock._locked = True

    tabs.look((), now=OF_GUEST)
    assert len(kept(manager)) == 1
    lock._locked = False
    tabs.look((), now=OF_GUEST)

    assert kept(manager) == set()


def test_a_state_knows_whose_it_is(tab: Tab, as_ann: str) -> None:
    tab.sends(People.load(), as_ann, "/")

    assert tab.state(SessionState)._owner.endswith(":member")
