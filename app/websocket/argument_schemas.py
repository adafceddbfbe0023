"""The arguments that each handler takes, and whether an event fits them."""

import inspect
import json
import typing
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError
from reflex_base.event import EventHandler
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import transform_form_data

from app.identity.session_state import rule_of
from app.websocket.reflex_handlers import ARRIVAL, CRASH, NAVIGATION


class Argument(NamedTuple):
    """How one argument of a handler is checked, and whether it must be there."""

    hint: Any
    adapter: TypeAdapter[Any]
    required: bool


Shape = Mapping[str, Argument]
# No page keeps anything in the browser's storage, so a browser has nothing to restore.
_Nothing = Annotated[dict[str, str], Field(max_length=0)]
_Hashes = Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=200)]
_Report = Annotated[str, Field(max_length=20_000)]


class Refused(Exception):
    """Why an event was dropped, in words that may be logged."""


def shape_named(name: str) -> Shape:
    """Return what the handler called `name` takes. Raises Refused when no browser may name it."""
    if (known := _internal().get(name)) is not None:
        return known
    registered = RegistrationContext.get().event_handlers.get(name)
    if registered is None or rule_of(registered.handler.fn) is None:
        raise Refused("a name that nobody may call")
    return shape_of(registered.handler)


def fit(name: str, payload: dict[str, Any], shape: Shape) -> None:
    """Raises Refused unless the arguments are those of `shape`, and of its types."""
    if payload.keys() - shape.keys() or any(
        argument.required and known not in payload for known, argument in shape.items()
    ):
        raise Refused(f"wrong arguments for {name}")
    for known, value in payload.items():
        try:
            told = transform_form_data(value, shape[known].hint)
            shape[known].adapter.validate_json(json.dumps(told), strict=True)
        except (ValidationError, TypeError, ValueError):
            raise Refused(f"wrong type of {known} for {name}") from None


@cache
def shape_of(handler: EventHandler) -> Shape:
    """Return the arguments that `handler` declares. Raises Refused when one has no type."""
    hints = typing.get_type_hints(handler.fn)
    parameters = list(inspect.signature(handler.fn).parameters.values())[1:]
    if any(hints.get(parameter.name, Any) is Any for parameter in parameters):
        raise Refused(f"{handler.fn.__qualname__} takes an argument without a type")
    return {
        parameter.name: _argument(
            hints[parameter.name], required=parameter.default is parameter.empty
        )
        for parameter in parameters
    }


@cache
def _internal() -> Mapping[str, Shape]:
    report = _argument(_Report, required=True)
    return {
        ARRIVAL: {
            "vars": _argument(_Nothing | None, required=False),
            "hashes": _argument(_Hashes | None, required=False),
        },
        NAVIGATION: {},
        CRASH: {"info": report, "component_stack": report},
    }


def _argument(hint: Any, *, required: bool) -> Argument:
    return Argument(hint, TypeAdapter(hint), required)
