"""Who may: decides every event before its handler runs, and binds a tab's state to a sign-in."""

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import reflex as rx
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext

from app.address import sign_in_address
from app.errors import UNEXPECTED, hear_browser, report
from app.identity import identify, suspension
from app.internals import ARRIVAL, CRASH, INTERNAL, NAVIGATION
from app.session import Problem, SessionState, act_as, rule_of, viewer
from domain.access import GUEST, Actor
from domain.errors import Unavailable

if TYPE_CHECKING:
    from reflex.app import App

LOG: Final = logging.getLogger("rollcall.guard")
NOWHERE: Final = "/not-found"


class Guard(Middleware):
    """Denies by default: a handler without a rule is refused to everybody."""

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
        cookie = root.rx_router_headers.cookie
        try:
            person = await identify(cookie)
            reason = await suspension(cookie) if person.user_id is None else None
        except Unavailable as away:
            return _shut(page, event, Problem(str(away)))
        except Exception as unexpected:  # noqa: BLE001  # who it is stays unknown: nothing may run
            return _shut(page, event, Problem(UNEXPECTED, report(unexpected)))
        act_as(person)
        _bind(root, page, person)
        if page.suspension != reason:
            page.suspension = reason
        await _arrive(page, event)
        if event.name == CRASH:
            hear_browser(Exception(event.payload.get("info", "")))
            return StateUpdate()  # its handler answers with a script, which our pages do not run
        if event.name in INTERNAL or _allows(event.name, person):
            return None
        LOG.warning("refused %s to %s", event.name, person.user_id or "a guest")
        return await _refuse(root, page, person)


def _bind(root: BaseState, page: SessionState, person: Actor) -> None:
    """Blank the tab's state when it was filled for another sign-in or another role."""
    owner = f"{person.login_id or ''}:{person.role or ''}"
    if page._owner not in (None, owner):  # noqa: SLF001  # ours; underscored to stay off the wire
        hydrated = page.is_hydrated
        root.reset()
        page.is_hydrated = hydrated  # the page is there already; only what it holds was another's
    if page._owner != owner:  # noqa: SLF001
        page._owner = owner  # noqa: SLF001
    if page.me != (seen := viewer(person)):
        page.me = seen


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


async def _refuse(root: BaseState, page: SessionState, person: Actor) -> StateUpdate:
    """A guest may sign in and come back; a member learns nothing but 'not found'."""
    here = root.rx_router_url
    target = NOWHERE
    if person.user_id is None:
        target = sign_in_address(f"{here.path}?{here.query}" if here.query else here.path)
    events = []
    if here.path.rstrip("/") == target.partition("?")[0]:
        page.problem = Problem("You may not do this.")  # a redirect to this page would not end
    else:
        events = Event.from_event_type(rx.redirect(target, replace=True))
    delta = await root._get_resolved_delta()  # noqa: SLF001  # the page must also see a blanked state
    root._clean()  # noqa: SLF001
    return StateUpdate(delta=delta, events=events)


def _shut(page: SessionState, event: Event, problem: Problem) -> StateUpdate:
    """Show the banner and nothing else of the state: who is asking is not known."""
    page._unfilled = page._unfilled or event.name == ARRIVAL  # noqa: SLF001
    page.problem = problem = replace(problem, form=_attempt(event))
    return StateUpdate(delta={page.get_full_name(): {f"problem{FIELD_MARKER}": problem}})


def _attempt(event: Event) -> str:
    """The command id of the form that was sent, if one was."""
    form = event.payload.get("form")
    return str(form.get("command_id", "")) if isinstance(form, dict) else ""
