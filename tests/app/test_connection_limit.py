from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from reflex.istate.manager.memory import StateManagerMemory

from app.app import app as rollcall
from app.config import settings
from app.http import connection_limit
from app.http.connection_limit import BURST, Crowded, Sockets
from app.runtime import rate_limit
from app.runtime.rate_limit import Allowance
from app.websocket.open_tabs import Tabs
from domain.ids import new_id


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that have passed."""
    clock = [0.0]
    monkeypatch.setattr(rate_limit, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    return clock


def test_one_address_holds_so_many_sockets_and_another_its_own(monkeypatch) -> None:
    monkeypatch.setattr(settings, "sockets_per_address", 3)
    places = Sockets()

    with ExitStack() as held:
        for _ in range(3):
            held.enter_context(places.place("192.0.2.1"))
        with pytest.raises(Crowded):
            held.enter_context(places.place("192.0.2.1"))
        held.enter_context(places.place("192.0.2.2"))

    with places.place("192.0.2.1"):
        pass


def test_all_of_them_together_have_so_many_places() -> None:
    places = Sockets(most=2)

    with (
        places.place("192.0.2.1"),
        places.place("192.0.2.2"),
        pytest.raises(Crowded),
        places.place("192.0.2.3"),
    ):
        pass


def test_new_sockets_come_only_so_fast(clock: list[float]) -> None:
    places = Sockets()

    def opens() -> bool:
        try:
            with places.place("192.0.2.1"):
                return True
        except Crowded:
            return False

    assert sum(opens() for _ in range(500)) == BURST
    clock[0] += 1
    assert sum(opens() for _ in range(500)) == connection_limit.NEW_A_SECOND
    with places.place("192.0.2.2"):
        pass


def test_a_flood_of_strangers_does_not_fill_the_memory(clock: list[float], monkeypatch) -> None:
    monkeypatch.setattr(rate_limit, "MOST_KEYS", 100)
    many = Allowance(rate=1, burst=2)
    many.take("greedy")
    for number in range(1_000):
        many.take(str(number))
        assert len(many._left) <= 100


def test_forgetting_gives_nobody_more_than_their_share(clock: list[float], monkeypatch) -> None:
    monkeypatch.setattr(rate_limit, "MOST_KEYS", 100)
    many = Allowance(rate=1, burst=2)
    for number in range(99):
        many.take(str(number))
    clock[0] += 10
    many.take("greedy"), many.take("greedy")

    assert many.take("another")
    assert not many.take("greedy")


def test_what_a_tab_that_left_had_is_forgotten_in_ten_minutes() -> None:
    assert StateManagerMemory().token_expiration == 600
    assert isinstance(rollcall.state_manager, StateManagerMemory)


def test_a_closed_tab_is_forgotten() -> None:
    tabs, ann = Tabs(), new_id()
    tabs.arrives("looked up")
    tabs.shows("of ann", ann)
    tabs.shows("of a guest", new_id())
    tabs.shows("of a guest", None)
    assert tabs.of([ann]) == ["looked up", "of ann"]
    assert tabs.of([new_id()]) == ["looked up"]

    tabs.keep(["of ann"])

    assert tabs.of([]) == ["of ann"]
    assert tabs.owner("looked up") is None
