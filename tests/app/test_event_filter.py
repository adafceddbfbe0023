import asyncio
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from reflex.state import State, UpdateVarsInternalState

from app.app import app as rollcall
from app.feedback.form_errors import Failure
from app.runtime import rate_limit
from app.websocket import event_filter
from app.websocket.reflex_handlers import ARRIVAL
from tests.app.pages import Planted

HERE = {"pathname": "/people/1", "asPath": "/people/1?q=a#b", "query": {"q": "a", "id": "1"}}
NAME = Planted.get_full_name()
Send = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def send(monkeypatch: pytest.MonkeyPatch) -> Send:
    """Send events as a browser would; returns those that reached Reflex."""
    passed: list[dict[str, Any]] = []

    async def inner(_: str, event: dict[str, Any]) -> None:
        passed.append(event)

    monkeypatch.setattr(rollcall.event_namespace, "on_event", inner)
    own = event_filter.Gate(rollcall)

    def send(*events: Any, sid: str = "socket") -> list[dict[str, Any]]:
        async def all_of_them() -> None:
            for event in events:
                await own.on_event(sid, event)

        asyncio.run(all_of_them())
        return passed

    return send


def event(
    handler: str, payload: Any = None, place: Any = HERE, state: str = NAME
) -> dict[str, Any]:
    return {"name": f"{state}.{handler}", "payload": payload or {}, "router_data": place}


def test_the_gate_stands_before_the_events_of_the_real_app() -> None:
    assert isinstance(rollcall.event_namespace.on_event.__self__, event_filter.Gate)


def test_what_a_page_sends_passes(send: Send) -> None:
    form = {"__reflex_form_data__": [["name", "Ann"], ["name", "Ben"]]}
    events = [
        {"name": ARRIVAL, "payload": {"hashes": ["f62f60772d46c0ee"]}, "router_data": HERE},
        event("open"),
        event("open", {"text": "Zoë 🙂 \u200d"}),
        event("count", {"number": 3, "ids": ["a", "b"]}),
        event("count", {"number": -1, "ids": None}),
        event("send", {"form": form}),
        event("open", {}, {"pathname": "/x/y", "asPath": "/x/y", "query": {"splat": ["x", "y"]}}),
        event("open", {}, {"pathname": "/", "asPath": "/?self=1", "query": {"self": "1"}}),
        {"name": f"{NAME}.open"},
    ]

    assert [one["name"] for one in send(*events)] == [one["name"] for one in events]


@pytest.mark.parametrize(
    "name",
    [
        "open",
        "__class__",
        f"{NAME}._owner",
        f"{NAME}.reset",
        f"{NAME}.setvar",
        f"{NAME}.forgotten",
        f"{State.get_full_name()}.setvar",
        f"{State.get_full_name()}.hydrate",
        f"{UpdateVarsInternalState.get_full_name()}.update_vars_internal",
    ],
)
def test_a_name_that_no_page_sends_is_dropped(send: Send, name: str) -> None:
    assert send({"name": name, "payload": {}, "router_data": HERE}) == []


@pytest.mark.parametrize(
    ("handler", "payload"),
    [
        ("open", {"text": 1}),
        ("open", {"text": {"a": 1}}),
        ("open", {"text": None}),
        ("open", {"text": "a", "other": 1}),
        ("count", {}),
        ("count", {"number": "3"}),
        ("count", {"number": True}),
        ("count", {"number": float("nan")}),
        ("count", {"number": 10**400}),
        ("count", {"number": 1, "ids": [1]}),
        ("count", {"number": 1, "ids": ["a"] * 3000}),
        ("send", {"form": {"name": ["a"]}}),
        ("send", {"form": {"other": "a"}}),
        ("send", {"form": {"__reflex_form_data__": [["name"]]}}),
        ("send", {"form": {"__reflex_form_data__": 7}}),
        ("open", {"text": "a" * 70_000}),
        ("open", {"text": b"bytes"}),
        ("untyped", {"anything": "a"}),
        ("open", ["text"]),
    ],
)
def test_arguments_that_do_not_fit_are_dropped(send: Send, handler: str, payload: Any) -> None:
    assert send(event(handler, payload)) == []


def test_deep_nesting_is_dropped(send: Send) -> None:
    deep: Any = "a"
    for _ in range(500):
        deep = [deep]

    assert send(event("open", {"text": deep})) == []


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "a\udfff", json.loads('"\\ud83d"')])
def test_text_that_cannot_be_stored_is_answered_in_words(send: Send, text: str) -> None:
    (passed,) = send(event("open", {"text": text}))

    assert passed["name"] == f"{Failure.get_full_name()}.show_unreadable"
    assert passed["router_data"] == HERE
    assert text not in str(passed)


@pytest.mark.parametrize(
    "place",
    [
        {**HERE, "headers": {"cookie": "rollcall=admin"}},
        {**HERE, "token": "another"},
        {**HERE, "pathname": "//evil"},
        {**HERE, "pathname": 7},
        {**HERE, "pathname": "/" + "a" * 600},
        {**HERE, "pathname": "/a\x00b"},
        {**HERE, "asPath": "/elsewhere"},
        {**HERE, "query": "q=1"},
        "/",
    ],
)
def test_a_forged_address_is_dropped(send: Send, place: Any) -> None:
    assert send(event("open", {}, place)) == []


@pytest.mark.parametrize(
    "place",
    [
        {**HERE, "asPath": "/people/1?" + "a" * 5000},
        {**HERE, "asPath": "/people/1?\x00"},
        {**HERE, "asPath": "/people/1?\ud800"},
        {**HERE, "query": {"q": 1}},
        {**HERE, "query": {"q": "\x00"}},
        {**HERE, "query": {str(number): "" for number in range(99)}},
    ],
)
def test_of_an_unreadable_address_only_the_path_is_kept(send: Send, place: Any) -> None:
    [passed] = send(event("open", {}, place))

    path = {"pathname": "/people/1", "asPath": "/people/1", "query": {}}
    assert passed["router_data"] == path


@pytest.mark.parametrize("data", [None, "text", ["name"], {}, {"name": ["a"]}])
def test_what_is_no_event_is_dropped(send: Send, data: Any) -> None:
    assert send(data) == []


def test_a_browser_cannot_fill_a_state_from_its_storage(send: Send) -> None:
    vars_ = {f"{NAME}.private": "forged"}

    assert send({"name": ARRIVAL, "payload": {"vars": vars_}, "router_data": HERE}) == []


def test_keys_that_reflex_does_not_need_go_no_further(send: Send) -> None:
    (passed,) = send({**event("open"), "traceparent": "x", "substate": "y"})

    assert set(passed) == {"name", "payload", "router_data"}


def test_a_flood_of_one_socket_is_cut_and_another_socket_is_served(
    send: Send, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = [0.0]
    monkeypatch.setattr(rate_limit, "time", SimpleNamespace(monotonic=lambda: clock[0]))

    assert len(send(*[event("open")] * 2000)) == event_filter.BURST
    assert len(send(event("open"), sid="another")) == event_filter.BURST + 1
    clock[0] += 1
    assert (
        len(send(*[event("open")] * 2000)) == event_filter.BURST + 1 + event_filter.EVENTS_A_SECOND
    )
    assert caplog.text.count("too many events") == 1


def test_a_dropped_event_leaves_one_line_without_what_was_sent(
    send: Send, caplog: pytest.LogCaptureFixture
) -> None:
    send(event("open", {"text": 1, "password": "hunter2\nforged line"}), {"name": "x\ny hunter2"})

    assert len(caplog.records) == 2
    assert "hunter2" not in caplog.text
    assert "forged" not in caplog.text
