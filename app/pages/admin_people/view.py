"""All people as a dense table, with filters, an order and a selection."""

from typing import Any, Final

import reflex as rx
from reflex_components_core.react_router import link

from app.components.filters import list_shown, query_link
from app.components.frame import search_box
from app.components.layout import heading, loaded, page
from app.components.lists import paging
from app.components.selection import selection
from app.components.states import bone, empty, go, left_out, skeleton
from app.pages.admin_people.bars import actions_bar, filter_bar
from app.pages.admin_people.filters import NAMES
from app.pages.admin_people.state import AdminPeople
from app.pages.admin_people.table import table
from app.urls import routes
from app.urls.list_parameters import ORDER
from domain.values import SEARCH_LIMIT

SKELETON_ROWS: Final = 12

SHOWN: Any = AdminPeople.shown  # in the parts below both are Vars
OUTCOME: Any = AdminPeople.outcome


def admin_people() -> rx.Component:
    """Return the page."""
    return page(
        heading("All people"),
        list_shown(),
        rx.el.div(
            search_box(
                label="Search all people",
                placeholder="Search by name or e-mail",
                limit=SEARCH_LIMIT,
                kept=[*NAMES[1:], *ORDER],
            ),
            rx.el.p(
                rx.el.span(AdminPeople.count, role="status"),
                rx.cond(AdminPeople.exact != "", link("Count all", to=AdminPeople.exact)),
                class_name="search-count",
            ),
            class_name="search-bar",
        ),
        filter_bar(),
        left_out(AdminPeople.ignored),
        loaded(SHOWN, _list(), _waiting(), AdminPeople.load),
        current=routes.ADMIN_PEOPLE,
    )


def _list() -> rx.Component:
    return selection(
        rx.cond(
            SHOWN.rows.length() > 0,
            rx.fragment(
                rx.cond(OUTCOME, _outcome()),
                table(),
                paging(AdminPeople.place, AdminPeople.newer, AdminPeople.older, rows="people"),
            ),
            rx.cond(OUTCOME, _nobody_else(), _nobody()),
        ),
        actions_bar(),
        rows=AdminPeople.selectable,
        matching=SHOWN.total,
        is_exact=SHOWN.total_is_exact,
        done=AdminPeople.done,
    )


def _outcome() -> rx.Component:
    return rx.el.p(
        OUTCOME.text, ". ", link("Show them", to=OUTCOME.shown_at), class_name="list-note"
    )


def _nobody_else() -> rx.Component:
    """Return what stands where all who matched have been acted upon."""
    return empty(
        OUTCOME.text,
        "Nobody else matches these filters.",
        go("Show them", OUTCOME.shown_at),
        query_link("Show everybody", changes=dict.fromkeys(NAMES, ""), class_name="button"),
    )


def _nobody() -> rx.Component:
    return rx.cond(
        AdminPeople.ends_first,
        _nobody_because("The days of joining end before they begin. Choose other days."),
        _nobody_because("Take a filter away, or search for a part of the name or of the address."),
    )


def _nobody_because(text: str) -> rx.Component:
    return empty(
        rx.cond(
            AdminPeople.search != "",
            "Nobody matches “" + AdminPeople.search + "”",
            "Nobody matches these filters",
        ),
        text,
        query_link("Show everybody", changes=dict.fromkeys(NAMES, ""), class_name="button"),
    )


def _waiting() -> rx.Component:
    row = rx.el.div(bone("avatar"), bone("name"), bone("number"), class_name="bone-row")
    return skeleton(
        rx.el.div(*([row] * SKELETON_ROWS), class_name="card ledger-bones"),
        label="The people are being loaded",
    )
