"""The way in for events: what no page of ours sends is dropped before Reflex sees or logs it."""

import logging
from typing import Any, Final

import reflex as rx
from reflex.app import EventNamespace
from reflex_base.registry import RegistrationContext

from app.feedback.form_errors import Failure
from app.runtime.rate_limit import Allowance
from app.runtime.refusal_counter import refused
from app.websocket.argument_schemas import Refused, fit, shape_named
from app.websocket.open_tabs import TABS
from app.websocket.payload_limits import Unreadable, check_payload, place_of
from app.websocket.reflex_handlers import name_of, short

LOG: Final = logging.getLogger("rollcall.gate")
EVENTS_A_SECOND: Final = 20.0
BURST: Final = 60.0


class Gate:
    """Lets an event pass when its name, arguments and place are what a page of ours sends."""

    def __init__(self, app: rx.App) -> None:
        self._app = app
        self._namespace = _namespace(app)
        self._inner = self._namespace.on_event
        self._allowance = Allowance(EVENTS_A_SECOND, BURST)
        self._greedy: set[str] = set()

    async def on_event(self, sid: str, data: Any) -> None:
        """Hand on what is well formed, without any key that Reflex does not need."""
        if not self._allowance.take(sid):
            self._note_greed(sid)
            return
        try:
            with self._app.set_contexts():
                event = examine(data)
        except Unreadable:
            LOG.warning("dropped an event: unreadable text")
            event = {
                "name": name_of(Failure, "show_unreadable"),
                "router_data": place_of(data.get("router_data") or {}),
            }
        except Refused as reason:
            LOG.warning("dropped an event: %s", reason)
            self._count(sid, self._subject(data), "malformed")
            return
        await self._inner(sid, event)

    def _note_greed(self, sid: str) -> None:
        """Each refusal is counted; the log says it once for each socket."""
        self._count(sid, "event", "too_many")
        known = self._namespace.sid_to_token
        if sid not in self._greedy:
            self._greedy = {greedy for greedy in self._greedy if greedy in known} | {sid}
            LOG.warning("too many events from one socket; what is too much is dropped unseen")

    def _subject(self, data: Any) -> str:
        """The handler that was meant; what a stranger made up is only called an event."""
        name = data.get("name") if isinstance(data, dict) else None
        with self._app.set_contexts():
            known = isinstance(name, str) and name in RegistrationContext.get().event_handlers
        return short(str(name)) if known else "event"

    def _count(self, sid: str, subject: str, reason: str) -> None:
        refused(subject, reason, TABS.owner(self._namespace.sid_to_token.get(sid, "")))


def install(app: rx.App) -> None:
    """Put the gate before the functions of Reflex that sockets reach.

    A client's event of any name X reaches `on_X`, also `on_connect`, which is the server's own.
    """
    namespace = _namespace(app)
    connect, server = namespace.on_connect, app.sio

    async def on_connect(sid: str, environ: Any, auth: Any = None) -> None:
        # A forged handshake can hold anything but this very object.
        if server and environ is server.get_environ(sid, namespace.namespace):
            await connect(sid, environ, auth)

    namespace.on_connect = on_connect
    namespace.on_event = Gate(app).on_event


def _namespace(app: rx.App) -> EventNamespace:
    if app.event_namespace is None:
        raise TypeError("The app takes no events, so there is nothing to guard.")
    return app.event_namespace


def examine(data: object) -> dict[str, Any]:
    """Return the event that may pass. Raises Refused, or Unreadable when only its text is bad."""
    if not isinstance(data, dict) or not isinstance(name := data.get("name"), str):
        raise Refused("not an event")
    shape = shape_named(name)
    payload = data.get("payload") or {}
    place = data.get("router_data") or {}
    try:
        place = place_of(place)
        check_payload(payload)
    except ValueError as wrong:
        raise Refused(f"{wrong} for {name}") from None
    fit(name, payload, shape)
    return {"name": name, "payload": payload, "router_data": place}
