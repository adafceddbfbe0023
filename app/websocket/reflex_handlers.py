"""The handlers of Reflex's own that a page needs. Everything else of its own is refused."""

from typing import Final

from reflex.state import BaseState, FrontendEventExceptionState, OnLoadInternalState, State
from reflex_base.utils.format import format_event_handler


def short(name: str) -> str:
    """Return the last part of a handler's name, as "person.publish"."""
    return name.rpartition("____")[2]


def name_of(state: type[BaseState], handler: str) -> str:
    """Return the name by which a browser calls `handler`."""
    return format_event_handler(state.event_handlers[handler])


ARRIVAL: Final = name_of(State, "hydrate_and_load")
NAVIGATION: Final = name_of(OnLoadInternalState, "on_load_internal")
CRASH: Final = name_of(FrontendEventExceptionState, "handle_frontend_exception")

# What the guard lets run: the last two are called by the server only, and the gate stops them.
INTERNAL: Final = frozenset(
    {
        ARRIVAL,
        NAVIGATION,
        name_of(State, "set_is_hydrated"),
        name_of(OnLoadInternalState, "set_is_hydrated"),
    }
)
