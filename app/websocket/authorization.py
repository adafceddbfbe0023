"""Who may: decides every event before its handler runs, and binds a tab's state to a sign-in."""

import logging
from typing import TYPE_CHECKING, Final

from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext

from app.feedback.form_errors import UNEXPECTED, hear_browser, report
from app.identity.actor_cache import Looks
from app.identity.authentication import identify, note_use, suspension
from app.identity.session_state import (
    Problem,
    SessionState,
    act_as,
    owner_of,
    rule_of,
    site_facts,
    viewer,
)
from app.runtime.refusal_counter import refused
from app.websocket.denials import looked, refuse, shut
from app.websocket.open_tabs import TABS
from app.websocket.reflex_handlers import ARRIVAL, CRASH, INTERNAL, NAVIGATION, short
from app.websocket.revocation import LOOK_AGAIN
from domain.access import GUEST, Actor
from domain.errors import Unavailable

if TYPE_CHECKING:
    from reflex.app import App

LOG: Final = logging.getLogger("rollcall.guard")


class Guard(Middleware):
    """Denies by default: a handler without a rule is refused to everybody."""

    def __init__(self) -> None:
        self._looks = Looks()

    async def preprocess(
        self,
        app: "App",  # noqa: ARG002  # as Reflex calls it, by name
        state: BaseState,
        event: Event,
    ) -> StateUpdate | None:
        """Return None to let the event run, or what the page gets instead."""
        act_as(GUEST)
        root = state._get_root_state()  # noqa: SLF001  # Reflex has no public name for it
        page = await root.get_state(SessionState)
        cookie, tab = root.rx_router_headers.cookie, root.rx_router_session.client_token
        TABS.arrives(tab)
        if event.name == LOOK_AGAIN:
            self._looks.forget()
        try:
            person = await self._identify(cookie, root.rx_router_session.client_ip)
            reason = await suspension(cookie) if person.user_id is None else None
        except Unavailable as away:
            return shut(page, event, Problem(str(away)))
        except Exception as unexpected:  # noqa: BLE001  # who it is stays unknown: nothing may run
            return shut(page, event, Problem(UNEXPECTED, report(unexpected)))
        act_as(person)
        TABS.shows(tab, person.user_id)
        was = _bind(root, page, person)
        if page.suspension != reason:
            page.suspension = reason
        if event.name == LOOK_AGAIN:
            return await looked(root, page, person, was)
        await _arrive(page, event)
        if event.name == CRASH:
            hear_browser(Exception(event.payload.get("info", "")))
            return StateUpdate()  # its handler answers with a script, which our pages do not run
        allowed = _allows(event.name, person)
        if allowed:
            await note_use(person)
        if allowed or event.name in INTERNAL:
            return None
        LOG.warning("refused %s to %s", event.name, person.user_id or "a guest")
        refused(short(event.name), "forbidden", person.user_id)
        return await refuse(root, page, person, was)

    async def _identify(self, cookie: str, address: str) -> Actor:
        """Looked up for each event of a browser, and for what follows from it once."""
        event = EventContext.get()
        person = self._looks.shared(event, cookie)
        if person is None:
            person = await identify(cookie, address)
            self._looks.found(event, cookie, person)
        return person


def _bind(root: BaseState, page: SessionState, person: Actor) -> str | None:
    """Blank the tab's state when it was filled for another sign-in or another role.

    Whose it was: None for nobody's.
    """
    owner = owner_of(person)
    was = page._owner  # noqa: SLF001  # ours; underscored to stay off the wire
    if was not in (None, owner):
        hydrated = page.is_hydrated
        root.reset()
        page.is_hydrated = hydrated  # the page is there already; only what it holds was another's
    if page._owner != owner:  # noqa: SLF001
        page._owner = owner  # noqa: SLF001
    if page.me != (seen := viewer(person)):
        page.me = seen
    if page.site != (facts := site_facts()):
        page.site = facts
    return was


async def _arrive(page: SessionState, event: Event) -> None:
    """What a page said ends with it; one that came while the database was away is filled now."""
    if event.name in {ARRIVAL, NAVIGATION}:
        page.message = ""
        if page.problem != Problem():
            page.problem = Problem()
    if page._unfilled:  # noqa: SLF001
        page._unfilled = False  # noqa: SLF001
        if event.name != ARRIVAL:
            await EventContext.get().enqueue(Event(name=ARRIVAL))


def _allows(name: str, person: Actor) -> bool:
    registered = RegistrationContext.get().event_handlers.get(name)
    rule = rule_of(registered.handler.fn) if registered else None
    return rule is not None and rule(person)
