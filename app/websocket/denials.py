"""What a page gets instead of what it asked for."""

from dataclasses import replace
from typing import Final

import reflex as rx
from reflex.istate.delta import Delta
from reflex.state import BaseState, StateUpdate
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event import Event
from reflex_base.event.context import EventContext

from app.identity.session_state import Problem, SessionState
from app.urls.safe_redirect import sign_in_address
from app.websocket.reflex_handlers import ARRIVAL
from app.websocket.revocation import LOOK_AGAIN
from domain.access import Actor

NOWHERE: Final = "/not-found"


async def looked(
    root: BaseState, page: SessionState, person: Actor, was: str | None
) -> StateUpdate:
    """Nothing for the page of whose it was; to sign in for a guest; else it is filled anew."""
    if was == page._owner:  # noqa: SLF001
        return StateUpdate()
    if person.user_id is None:
        return await refuse(root, page, person, was, "")
    await EventContext.get().enqueue(Event(name=ARRIVAL))
    return StateUpdate(delta=await _changes(root))


async def refuse(
    root: BaseState,
    page: SessionState,
    person: Actor,
    was: str | None,
    words: str = "You may not do this.",
) -> StateUpdate:
    """A guest may sign in and come back; a member learns nothing but 'not found'.

    Whose page it `was` until now is told that the session has ended; the suspended read why.
    """
    here = root.rx_router_url
    target = NOWHERE
    if person.user_id is None:
        ended = was not in (None, page._owner) and page.suspension is None  # noqa: SLF001
        wanted = f"{here.path}?{here.query}" if here.query else here.path
        target = sign_in_address(wanted, ended=ended)
    events = []
    if here.path.rstrip("/") == target.partition("?")[0]:
        page.problem = Problem(words)  # a redirect to this page would not end
    else:
        events = Event.from_event_type(rx.redirect(target, replace=True))
    return StateUpdate(delta=await _changes(root), events=events)


async def _changes(root: BaseState) -> Delta:
    """What the page has not seen yet, a blanked state too."""
    delta = await root._get_resolved_delta()  # noqa: SLF001
    root._clean()  # noqa: SLF001
    return delta


def shut(page: SessionState, event: Event, problem: Problem) -> StateUpdate:
    """Show the banner and nothing else of the state: who is asking is not known."""
    if event.name == LOOK_AGAIN:
        return StateUpdate()  # nobody asked for anything; the next look will tell
    page._unfilled = page._unfilled or event.name == ARRIVAL  # noqa: SLF001
    page.problem = problem = replace(problem, form=_attempt(event))
    return StateUpdate(delta={page.get_full_name(): {f"problem{FIELD_MARKER}": problem}})


def _attempt(event: Event) -> str:
    """The command id of the form that was sent, if one was."""
    form = event.payload.get("form")
    return str(form.get("command_id", "")) if isinstance(form, dict) else ""
