"""People: everybody who is active, searched and paged by the address."""

from typing import Any, Final
from uuid import UUID

import reflex as rx
from reflex_components_core.react_router import link

from app import routes
from app.components.frame import search_box
from app.components.icons import icon
from app.components.states import bone, empty, go, skeleton
from app.components.text import amount, avatar, marked, when
from app.dispatch import ask
from app.errors import failures
from app.layout import heading, loaded, page
from app.session import SessionState, actor, may
from domain.access import Permission
from domain.values import SEARCH_LIMIT
from queries.list_active_users import ListActiveUsers, UserPage

SKELETON_ROWS: Final = 8


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
            self.shown = await ask(question, actor())
            self._counted = question.exact
            self.search = asked.get("q", "").strip()

    @rx.var
    def count(self) -> str:
        """How many people there are, or how many of them the search found."""
        if not self.shown:
            return ""
        if not self.search:
            return f"{self.shown.everybody:,} {'person' if self.shown.everybody == 1 else 'people'}"
        return f"{self._total()} of {self.shown.everybody:,}"

    @rx.var
    def place(self) -> str:
        """Where in the list this page stands."""
        if not self.shown or not self.shown.rows:
            return ""
        return f"{self.shown.first:,}-{self.shown.last:,} of {self._total()}"

    @rx.var
    def newer(self) -> str:
        return self._link(before=self.shown.newer) if self.shown and self.shown.newer else ""

    @rx.var
    def older(self) -> str:
        return self._link(after=self.shown.older) if self.shown and self.shown.older else ""

    @rx.var
    def exact(self) -> str:
        """The same search with every hit counted; empty when it is counted already."""
        return self._link(exact=1) if self.shown and not self.shown.total_is_exact else ""

    def _total(self) -> str:
        if not self.shown:
            return ""
        return f"{self.shown.total:,}" + ("" if self.shown.total_is_exact else "+")

    def _link(self, **parameters: object) -> str:
        kept = {"q": self.search, "exact": int(self._counted)}
        return routes.with_query(routes.PEOPLE, **kept | parameters)


def _question(asked: Any) -> ListActiveUsers:
    return ListActiveUsers(
        search=asked.get("q", ""),
        after=_cursor(asked.get("after", "")),
        before=_cursor(asked.get("before", "")),
        exact=asked.get("exact", "") == "1",
    )


def _cursor(text: str) -> UUID | None:
    """Return a cursor; an address that somebody cut short starts at the first page."""
    try:
        return UUID(text)
    except ValueError:
        return None


SHOWN: Any = People.shown  # in the parts below it is a Var of the page of rows


def people() -> rx.Component:
    """Return the page."""
    return page(
        heading("People"),
        rx.el.div(
            search_box(
                label="Search people", placeholder="Search by name or e-mail", limit=SEARCH_LIMIT
            ),
            rx.el.p(
                rx.el.span(People.count, role="status"),
                rx.cond(People.exact != "", link("Count all", to=People.exact)),
                class_name="search-count",
            ),
            class_name="search-bar",
        ),
        loaded(SHOWN, _list(), _waiting(), People.load),
        current=routes.PEOPLE,
    )


def _list() -> rx.Component:
    return rx.cond(
        SHOWN.rows.length() > 0,
        rx.fragment(
            rx.el.div(
                _columns(),
                rx.el.ul(rx.foreach(SHOWN.rows, _row), class_name="people"),
                class_name="card",
                aria_busy=~rx.State.is_hydrated & (People.problem.sentence == ""),
            ),
            _paging(),
        ),
        _nobody(),
    )


def _columns() -> rx.Component:
    names = ("Name", "Posts", "Followers", "Joined")
    return rx.el.div(*map(rx.el.span, names), class_name="people-columns", aria_hidden="true")


def _row(person: Any) -> rx.Component:
    return rx.el.li(
        link(
            avatar(person_id=person.id, name=person.name),
            rx.el.span(
                rx.el.span(
                    marked(text=person.name, wanted=People.search),
                    class_name="person-name",
                    dir="auto",
                ),
                rx.el.span(_beneath(person), class_name="person-beneath", dir="auto"),
                class_name="person-who",
            ),
            rx.el.span(
                amount(value=person.post_count, one="post", many="posts", words="phones"),
                class_name="person-count",
            ),
            rx.el.span(
                amount(
                    value=person.follower_count, one="follower", many="followers", words="phones"
                ),
                class_name="person-count",
            ),
            rx.el.span(
                rx.el.span("Joined ", class_name="unseen"),
                when(at=person.created_at),
                class_name="person-joined",
            ),
            to=routes.person(person.id),
            class_name="person-row",
        ),
        key=person.id,
    )


def _beneath(person: Any) -> rx.Component:
    return rx.cond(person.email, marked(text=person.email, wanted=People.search), person.bio)


def _paging() -> rx.Component:
    return rx.el.nav(
        rx.el.p(People.place, class_name="paging-place"),
        rx.cond(
            (People.newer != "") | (People.older != ""),
            rx.fragment(
                _step("newer", "Previous", People.newer, "prev"),
                _step("older", "Next", People.older, "next"),
            ),
        ),
        class_name="paging",
        aria_label="Pages",
    )


def _step(name: str, label: str, to: Any, rel: str) -> rx.Component:
    parts = [icon(name), label] if rel == "prev" else [label, icon(name)]
    return rx.cond(
        to != "",
        link(*parts, to=to, rel=rel, class_name="button"),
        rx.el.span(*parts, class_name="button", aria_disabled="true", role="link"),
    )


def _nobody() -> rx.Component:
    return rx.cond(
        People.search != "",
        empty(
            "Nobody matches “" + People.search + "”",
            "Check the spelling, or search for a part of the name or for the whole e-mail address.",
            go("Show everybody", routes.PEOPLE),
        ),
        empty("Nobody is here yet", "People appear here as soon as they sign up."),
    )


def _waiting() -> rx.Component:
    row = rx.el.div(bone("avatar"), bone("name"), bone("number"), class_name="bone-row")
    return skeleton(
        rx.el.div(*([row] * SKELETON_ROWS), class_name="card"), label="The people are being loaded"
    )
