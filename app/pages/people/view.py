"""The list of people, with its search and its pages."""

from typing import Any, Final

import reflex as rx
from reflex_components_core.react_router import link

from app.components.filters import LAST_DAYS, days_filter, list_shown, sort_menu
from app.components.frame import search_box
from app.components.layout import ME, heading, loaded, page
from app.components.lists import paging
from app.components.states import bone, empty, go, left_out, skeleton
from app.components.text import amount, avatar, marked, when
from app.pages.people.asking import COLUMNS, NAMES, USUAL
from app.pages.people.state import KNOWN, People
from app.urls import routes
from app.urls.list_parameters import ORDER
from domain.values import SEARCH_LIMIT

SKELETON_ROWS: Final = 8

SHOWN: Any = People.shown  # in the parts below it is a Var of the page of rows


def people() -> rx.Component:
    """Return the page."""
    return page(
        heading("People"),
        list_shown(),
        rx.el.div(
            search_box(
                label="Search people",
                placeholder=rx.cond(ME.signed_in, "Search by name or e-mail", "Search by name"),
                limit=SEARCH_LIMIT,
                kept=[*NAMES[1:], *ORDER],
            ),
            rx.el.p(
                rx.el.span(People.count, role="status"),
                rx.cond(People.exact != "", link("Count all", to=People.exact)),
                class_name="search-count",
            ),
            class_name="search-bar",
        ),
        rx.el.div(
            days_filter(label="Joined", days=LAST_DAYS, known=KNOWN),
            sort_menu(columns=COLUMNS, usual=USUAL, known=KNOWN, class_name="always"),
            class_name="filters",
            role="group",
            aria_label="Filters",
        ),
        left_out(People.ignored),
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
            paging(People.place, People.newer, People.older, rows="people"),
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
                when(at=person.created_at, dated=True),
                class_name="person-joined",
            ),
            to=routes.person(person.id),
            class_name="person-row",
        ),
        key=person.id,
    )


def _beneath(person: Any) -> rx.Component:
    return rx.cond(person.email, marked(text=person.email, wanted=People.search), person.bio)


def _nobody() -> rx.Component:
    return rx.cond(
        People.is_filtered,
        empty(
            rx.cond(
                People.search != "",
                "Nobody matches “" + People.search + "”",
                "Nobody joined on these days",
            ),
            rx.cond(
                People.search == "",
                "Choose other days.",
                rx.cond(
                    ME.signed_in,
                    "Check the spelling, or search for a part of the name"
                    " or for the whole e-mail address.",
                    "Check the spelling, or search for a part of the name.",
                ),
            ),
            go("Show everybody", routes.PEOPLE),
        ),
        empty("Nobody is here yet", "People appear here as soon as they sign up."),
    )


def _waiting() -> rx.Component:
    row = rx.el.div(bone("avatar"), bone("name"), bone("number"), class_name="bone-row")
    return skeleton(
        rx.el.div(*([row] * SKELETON_ROWS), class_name="card"), label="The people are being loaded"
    )
