"""The state of the list: one page of it, as the address asks for."""

from typing import Any

import reflex as rx

from app.components import pagination
from app.feedback.form_errors import failures
from app.identity.readable_email import readable
from app.identity.session_state import SessionState, actor, may
from app.pages.people.asking import NAMES, question, understood
from app.runtime.dispatch import ask
from app.urls import routes
from app.urls.list_parameters import ignored, kept
from domain.access import Permission
from queries.list_active_users import UserPage


class People(SessionState):
    """One page of the list, and what of its address was understood."""

    shown: UserPage | None = None
    search: str = ""
    is_filtered: bool = False  # by the search or by days of joining
    understood: dict[str, str] = {}
    ignored: str = ""  # what was not, in a sentence

    @rx.event
    @may(Permission.READ_DIRECTORY)
    async def load(self) -> None:
        asked = self.router.url.query_parameters
        with failures(self):
            self.shown = readable(await ask(question(asked), actor()))
            self.understood = understood(asked)
            self.ignored = ignored(asked, self.understood)
            self.search = self.understood["q"]
            self.is_filtered = any(self.understood[name] for name in NAMES)

    @rx.var
    def count(self) -> str:
        """How many people there are, or how many of them the search found."""
        if not self.shown:
            return ""
        count = self.shown.everybody
        everybody = f"{count:,} {'person' if count == 1 else 'people'}"
        return f"{pagination.total(self.shown)} of {everybody}" if self.is_filtered else everybody

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
        """This page with every hit counted; empty when they are counted already."""
        return pagination.exact(self.shown, self.router.url.query_parameters, self._link)

    def _link(self, **parameters: object) -> str:
        asked = self.router.url.query_parameters
        return routes.with_query(routes.PEOPLE, **kept(asked, NAMES) | parameters)


# What the parts in the browser show; until the answer to a new address is there, they read it.
KNOWN: Any = rx.cond(rx.State.is_hydrated, People.understood, {})
