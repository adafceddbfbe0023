from typing import Any

import pytest
from reflex.istate.manager.memory import StateManagerMemory
from reflex_base.event.context import EventContext

from app.identity import actor_cache
from app.identity.actor_cache import Looks
from domain.access import Actor, Role

ANN = Actor(Role.MEMBER, name="Ann")
COOKIE = "rollcall=of-ann"


async def nowhere(token: str, *events: Any) -> None:
    """Where no event goes."""


def clicked() -> EventContext:
    """The event of a browser."""
    manager = StateManagerMemory()
    return EventContext(token="tab", state_manager=manager, enqueue_impl=nowhere)


def test_what_follows_from_an_event_shares_who_was_found() -> None:
    found, click = Looks(), clicked()

    found.found(click, COOKIE, ANN)

    assert found.shared(click.fork(), COOKIE) == ANN


def test_and_what_follows_from_that() -> None:
    found, click = Looks(), clicked()
    found.found(click, COOKIE, ANN)
    load = click.fork()
    found.shared(load, COOKIE)

    assert found.shared(load.fork(), COOKIE) == ANN


def test_each_event_of_a_browser_is_looked_up() -> None:
    found, click = Looks(), clicked()

    found.found(click, COOKIE, ANN)

    assert found.shared(clicked(), COOKIE) is None


def test_another_cookie_shares_nothing() -> None:
    found, click = Looks(), clicked()

    found.found(click, COOKIE, ANN)

    assert found.shared(click.fork(), "rollcall=of-ben") is None


def test_what_waited_is_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    found, click = Looks(), clicked()
    found.found(click, COOKIE, ANN)

    monkeypatch.setattr(actor_cache, "SHARED_FOR", -1.0)

    assert found.shared(click.fork(), COOKIE) is None


def test_when_a_session_changed_nothing_is_shared_that_was_found_before() -> None:
    found, click = Looks(), clicked()
    found.found(click, COOKIE, ANN)

    found.forget()

    assert found.shared(click.fork(), COOKIE) is None


def test_only_the_newest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actor_cache, "MOST", 2)
    found, clicks = Looks(), [clicked() for _ in range(3)]

    for click in clicks:
        found.found(click, COOKIE, ANN)

    assert [found.shared(click.fork(), COOKIE) for click in (clicks[0], clicks[2])] == [None, ANN]
