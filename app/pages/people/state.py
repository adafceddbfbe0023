"""The state of the list: one page of it, as the address asks for."""

from typing import Any

import reflex as rx

from app import listing, routes
from app.address import cursor
from app.dispatch import ask
from app.errors import failures
from app.readable import readable
from app.session import SessionState, actor, may
from domain.access import Permission
from queries.list_active_users import ListActiveUsers, UserPage


class People(SessionState):
    """One page of the list, and the search that it answers."""

    shown: UserPage | None = None
    search: str = ""

    _counted: bool = False  # whether all hits were asked for

    @rx.event
    @may(Permission.READ_DIRECTORY)
    async def load(self) -> None:
        asked = self.router.url.query_parameters
        with failures(self):
            question = _question(asked)
            self.shown = readable(await ask(question, actor()))
            self._counted = question.exact
            self.search = asked.get("q", "").strip()

    @rx.var
    def count(self) -> str:
        """How many people there are, or how many of them the search found."""
        if not self.shown:
            return ""
        count = self.shown.everybody
        everybody = f"{count:,} {'person' if count == 1 else 'people'}"
        return f"{listing.total(self.shown)} of {everybody}" if self.search else everybody

    @rx.var
    def place(self) -> str:
        """Where in the list this page stands."""
        return listing.place(self.shown, listing.total(self.shown))

    @rx.var
    def newer(self) -> str:
        return listing.newer(self.shown, self._link)

    @rx.var
    def older(self) -> str:
        return listing.older(self.shown, self._link)

    @rx.var
    def exact(self) -> str:
        """This page with every hit counted; empty when they are counted already."""
        return listing.exact(self.shown, self.router.url.query_parameters, self._link)

    def _link(self, **parameters: object) -> str:
        kept = {"q": self.search, "exact": int(self._counted)}
        return routes.with_query(routes.PEOPLE, **kept | parameters)


def _question(asked: Any) -> ListActiveUsers:
    return ListActiveUsers(
        search=asked.get("q", ""),
        after=cursor(asked.get("after", "")),
        before=cursor(asked.get("before", "")),
        exact=asked.get("exact", "") == "1",
    )
