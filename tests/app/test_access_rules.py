import inspect

from reflex_base.registry import RegistrationContext

import app.app  # noqa: F401  # registers the handlers of every page
from app.identity.session_state import rule_of
from app.websocket.argument_schemas import Refused, shape_of
from app.websocket.reflex_handlers import INTERNAL
from tests.app.pages import Planted


def _handlers(*packages: str):
    """Every handler that a browser may name and that is not Reflex's own."""
    for name, registered in RegistrationContext.get().event_handlers.items():
        is_ours = any(state.__module__.startswith(packages) for state in registered.states)
        if is_ours and registered.handler.fn.__name__ != "setvar":
            yield name, registered.handler


def _without_rule(*packages: str) -> list[str]:
    return [name for name, handler in _handlers(*packages) if rule_of(handler.fn) is None]


def _without_types(*packages: str) -> list[str]:
    found = []
    for name, handler in _handlers(*packages):
        try:
            shape_of(handler)
        except Refused:
            found.append(name)
    return found


def _is_async(function: object) -> bool:
    return inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)


def test_every_handler_says_who_may_call_it() -> None:
    assert _without_rule("app.") == []


def test_a_forgotten_rule_is_found() -> None:
    (found,) = _without_rule(Planted.__module__)

    assert found.endswith("planted.forgotten")


def test_every_argument_of_a_handler_has_a_type() -> None:
    assert _without_types("app.") == []


def test_an_argument_without_a_type_is_found() -> None:
    (found,) = _without_types(Planted.__module__)

    assert found.endswith("planted.untyped")


def test_every_handler_is_asynchronous() -> None:
    assert [name for name, handler in _handlers("app.") if not _is_async(handler.fn)] == []


def test_no_handler_of_reflex_is_open_by_a_rule() -> None:
    own = {name for name, handler in _handlers("reflex") if rule_of(handler.fn)}

    assert own == set()
    assert len(INTERNAL) == 4
