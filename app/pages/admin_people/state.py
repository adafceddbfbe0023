"""The state of the list: one page of it as the address asks for, and an action being prepared."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from app.components import pagination
from app.feedback.form_errors import answering, failures
from app.identity.readable_email import readable
from app.identity.session_state import SessionState, actor, may
from app.pages.admin_people import actions
from app.pages.admin_people.choosing import (
    OUTDATED,
    Choice,
    Selectable,
    all_matching,
    choice,
    ids_in,
    name_of,
    selectable,
)
from app.pages.admin_people.filters import NAMES, Filters, order_of, understood
from app.runtime.dispatch import ask, run
from app.urls import routes
from app.urls.list_parameters import EXACT, ignored, kept
from app.urls.safe_redirect import cursor
from domain.access import Permission
from domain.errors import Conflict
from queries.find_users import FindUsers, FoundPage
from queries.user_statistics import UserStatistics


@dataclass(frozen=True, slots=True)
class Offer:
    """An action that the viewer may do, upon people of one status."""

    name: str
    label: str
    status: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the last action did, and the address of the list that shows to whom."""

    text: str
    shown_at: str


class AdminPeople(SessionState):
    """One page of all people; which of them are selected is known in the browser only."""

    shown: FoundPage | None = None
    everybody: int = 0
    search: str = ""
    is_filtered: bool = False
    ends_first: bool = False  # the days of joining: nobody can match
    understood: dict[str, str] = {}  # the address, without what it cannot mean
    offers: list[Offer] = []
    selectable: list[Selectable] = []
    choice: Choice | None = None
    done: str = ""  # the last choice that was carried out, by its key
    outcome: Outcome | None = None  # until the list is asked for anew
    ignored: str = ""  # what of the address was not understood, in a sentence

    _chosen: tuple[UUID, ...] = ()  # for whom the choice is

    @rx.event
    @may(Permission.SEE_PRIVATE)
    async def load(self) -> None:
        with failures(self):
            self.outcome = None
            await self._read()

    @rx.event
    @may(Permission.SUSPEND_USERS)
    async def choose(self, form: dict[str, str]) -> None:
        """Keep the exact people of an action; a dialog then asks with their number."""
        with answering(self, form):
            action = actions.named(form.get("action", ""))
            if form.get("all") == "1":
                filters = Filters.of(self.router.url.query_parameters)
                self._chosen, left_out = await all_matching(action, filters)
            else:
                self._chosen, left_out = ids_in(form.get("ids", "")), ""
            key = form.get("command_id", "")
            name = name_of(self._chosen, self.shown.rows if self.shown else ())
            self.choice = choice(key, action, len(self._chosen), name=name, left_out=left_out)

    @rx.event
    @may(Permission.SUSPEND_USERS)
    async def carry_out(self, form: dict[str, str]) -> None:
        """Do what the dialog asked about, to those whom it counted."""
        with answering(self, form):
            if not self.choice or form.get("key") != self.choice.key:
                raise Conflict(OUTDATED)
            action, chosen = actions.named(self.choice.action), self._chosen
            await run(actions.command(action, chosen, form), actor())
            await self._read()
            self.done = self.choice.key
            who = actions.people(len(chosen))
            self.message = actions.told(action, who, len(chosen))
            self.outcome = Outcome(f"You {action.done} {who}", self._link(status=action.result))

    @rx.var
    def count(self) -> str:
        """How many people there are, or how many of them the filters found."""
        if not self.shown:
            return ""
        if not self.is_filtered:
            return actions.people(self.shown.total)
        return f"{pagination.total(self.shown)} of {actions.people(self.everybody)}"

    @rx.var
    def place(self) -> str:
        """Where in the list this page stands."""
        return pagination.place(self.shown, pagination.total(self.shown))

    @rx.var
    def newer(self) -> str:
        return pagination.newer(self.shown, self._link)

    @rx.var
    def older(self) -> str:
        return pagination.older(self.shown, self._link)

    @rx.var
    def exact(self) -> str:
        """This page with everybody counted who matches; empty when they are already."""
        return pagination.exact(self.shown, self.router.url.query_parameters, self._link)

    def _link(self, **parameters: object) -> str:
        asked = self.router.url.query_parameters
        return routes.with_query(routes.ADMIN_PEOPLE, **kept(asked, NAMES) | parameters)

    async def _read(self) -> None:
        asked = self.router.url.query_parameters
        filters, (sort, descending) = Filters.of(asked), order_of(asked)
        shown = await ask(
            FindUsers(
                **asdict(filters),
                sort=sort,
                descending=descending,
                after=cursor(asked.get("after", "")),
                before=cursor(asked.get("before", "")),
                exact=asked.get(EXACT, "") == "1",
            ),
            actor(),
        )
        self.everybody = (await ask(UserStatistics(), actor())).total_users
        self.shown, self.search = readable(shown), filters.search
        self.is_filtered, self.ends_first = filters != Filters(), filters.ends_first
        self.understood = understood(asked)
        self.ignored = ignored(asked, self.understood)
        self.offers = [Offer(a.name, a.label, a.status) for a in actions.granted(actor())]
        self.selectable = selectable(shown.rows) if self.offers else []


# What the parts in the browser show; until the answer to a new address is there, they read it.
KNOWN: Any = rx.cond(rx.State.is_hydrated, AdminPeople.understood, {})
