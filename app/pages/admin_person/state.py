"""The state of one person's page for staff: the facts, the history, and what may be done."""

from typing import cast
from uuid import UUID

import reflex as rx
from pydantic import ValidationError

from app.components import pagination
from app.components.form_fields import given, sent
from app.feedback.form_errors import answering_anew, failures
from app.identity.readable_email import readable
from app.identity.session_state import SessionState, actor, may
from app.pages.admin_people import actions
from app.runtime.dispatch import ask, run
from app.urls import routes
from app.urls.safe_redirect import cursor
from commands.change_role import ChangeRole
from domain.access import Permission
from domain.errors import NotFound
from domain.graphemes import shortened
from queries.get_user import GetUser, UserProfile
from queries.list_history import HistoryPage, ListHistory

ROLES = {
    "member": "a member",
    "moderator": "a moderator",
    "auditor": "an auditor",
    "admin": "an admin",
}

Elsewhere = rx.event.EventSpec | list[rx.event.EventSpec] | None


class AdminPerson(SessionState):
    """The person of the address; nobody while another one is being loaded."""

    shown: UserProfile | None = None
    history: HistoryPage | None = None
    offers: list[str] = []  # the names of what the viewer may do to this person
    why_none: str = ""  # there are no offers to the viewer
    missing: bool = False
    asked: str = ""  # the part of the address that all of these answer

    _done: str = ""  # what the next page is to say

    @rx.event
    @may(Permission.SEE_PRIVATE)
    async def load(self) -> None:
        self._turn_to(str(self.rx_router_page.params.get("person_id", "")))
        with failures(self):
            try:
                await self._read()
            except (NotFound, ValidationError):
                self.missing, self.shown, self.history, self.offers = True, None, None, []
        if self._done:
            self.message, self._done = self._done, ""

    @rx.event
    @may(Permission.SUSPEND_USERS)
    async def change_status(self, form: dict[str, str]) -> Elsewhere:
        async with answering_anew(self, form, self._read):
            action = actions.named(form.get("action", ""))
            await run(actions.command(action, [form.get("user_id", "")], form), actor())
            return self._tell(actions.told(action, await self._read()))

    @rx.event
    @may(Permission.CHANGE_ROLES)
    async def change_role(self, form: dict[str, str]) -> Elsewhere:
        async with answering_anew(self, form, self._read):
            asked = sent(form, "user_id", "role") | given(form, "seen")
            before = await ask(GetUser(user_id=asked["user_id"]), actor())
            await run(ChangeRole(**asked), actor())
            since = "already" if before.role == asked["role"] else "now"
            return self._tell(f"{await self._read()} is {ROLES[asked['role']]} {since}.")

    @rx.var
    def called(self) -> str:
        """The name as it stands in sentences."""
        return shortened(self.shown.name) if self.shown else ""

    @rx.var
    def place(self) -> str:
        """Where in the history this page stands."""
        return pagination.place(self.history, pagination.total(self.history))

    @rx.var
    def newer(self) -> str:
        return pagination.newer(self.history, self._link)

    @rx.var
    def older(self) -> str:
        return pagination.older(self.history, self._link)

    def _link(self, **cursors: UUID) -> str:
        return routes.with_query(routes.admin_person(self.asked), **cursors)

    def _tell(self, done: str) -> Elsewhere:
        """Say what was done where its entry stands: on the first page of the history."""
        if not self.history or not self.history.newer:
            self.message = done
            return None
        self._done = done
        return rx.redirect(routes.admin_person(self.asked))

    def _turn_to(self, asked: str) -> None:
        """Forget the person shown before, so that a failure never leaves somebody else's page."""
        self.missing = False
        if asked != self.asked:
            self.asked, self.shown, self.history = asked, None, None
            self.offers, self.why_none, self._done = [], "", ""

    async def _read(self) -> str:
        """Read the page anew, and return the name as sentences have it."""
        user_id, address = cast("UUID", self.asked), self.router.url.query_parameters
        shown = await ask(GetUser(user_id=user_id), actor())
        history = await ask(
            ListHistory(
                user_id=user_id,
                after=cursor(address.get("after", "")),
                before=cursor(address.get("before", "")),
            ),
            actor(),
        )
        self.shown, self.history = readable(shown), readable(history)
        self.offers = _offers(shown)
        self.why_none = "" if self.offers else _why_none(shown)
        return self.called


def _offers(person: UserProfile) -> list[str]:
    """What the viewer may do to the person as they are now; the commands decide again."""
    if person.id == actor().user_id or not actor().outranks(person.role):
        return []
    fitting = [action.name for action in actions.granted(actor()) if action.status == person.status]
    return fitting + ["change_role"] * actor().may(Permission.CHANGE_ROLES)


def _why_none(person: UserProfile) -> str:
    """Why there are no offers, where that is not because the person is the viewer."""
    if not actor().may(Permission.SUSPEND_USERS):
        return "Auditors look, and change nothing of others."
    if not actor().outranks(person.role):
        return "Moderators act upon members and auditors."
    return "Only administrators reactivate people."
