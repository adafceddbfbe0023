"""Above the table its filters; below it what can be done to those who are selected."""

from typing import Any

import reflex as rx

from app.components.filters import (
    LAST_DAYS,
    clear_filters,
    days_filter,
    filter_by,
    sort_menu,
    toggle,
)
from app.components.forms import field, moment_field
from app.components.selection import selection_bar
from app.pages.admin_people.filters import COLUMNS, NAMES, USUAL
from app.pages.admin_people.state import KNOWN, AdminPeople
from domain.access import Role
from domain.values import REASON_LIMIT, Status

CHOICE: Any = AdminPeople.choice  # in the parts below it is a Var


def filter_bar() -> rx.Component:
    """Return the filters: each is a menu until it is set, and then a chip that can be removed."""
    return rx.el.div(
        filter_by(
            label="Status",
            names=["status"],
            options=[_option("status", status) | {"tone": status.value} for status in Status],
            known=KNOWN,
        ),
        filter_by(
            label="Role",
            names=["role"],
            options=[_option("role", role) for role in Role],
            known=KNOWN,
        ),
        days_filter(label="Joined", days=LAST_DAYS, known=KNOWN),
        toggle(label="No activity for 90 days", name="inactive", known=KNOWN),
        sort_menu(columns=COLUMNS, usual=USUAL, known=KNOWN),
        clear_filters(names=NAMES, known=KNOWN),
        class_name="filters",
        role="group",
        aria_label="Filters",
    )


def _option(name: str, value: Any) -> dict[str, Any]:
    return {"label": value.value.capitalize(), "set": {name: value.value}}


def actions_bar() -> rx.Component:
    """Return what can be done to those who are selected, and the dialog that asks first."""
    return selection_bar(
        rx.cond(CHOICE.action == "suspend", suspension_fields()),
        offers=AdminPeople.offers,
        choice=AdminPeople.choice,
        known=KNOWN,
        on_choose=AdminPeople.choose,
        on_send=AdminPeople.carry_out,
    )


def suspension_fields() -> rx.Component:
    """Return the fields of a suspension."""
    return rx.fragment(
        field(
            name="reason",
            label="Reason",
            rows=3,
            limit=REASON_LIMIT,
            required=True,
            help="Shown in the browsers where they were signed in. "
            "Signing in elsewhere says only that the e-mail address or the password is not right.",
        ),
        moment_field(
            name="until",
            label="End (optional)",
            help="In your time zone. Without an end it lasts until somebody reinstates them.",
        ),
    )
