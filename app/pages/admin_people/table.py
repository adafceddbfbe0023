"""The rows of all people: a table where there is room for columns, else cards."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link

from app.components.filters import sort_head
from app.components.selection import page_check, row_check
from app.components.text import amount, avatar, marked, when
from app.pages.admin_people.filters import COLUMNS, USUAL
from app.pages.admin_people.state import KNOWN, AdminPeople
from app.urls import routes

SHOWN: Any = AdminPeople.shown  # in the parts below both are Vars
OFFERS: Any = AdminPeople.offers


def table() -> rx.Component:
    """Return the rows of the page under their heads."""
    return rx.el.div(
        rx.el.table(
            rx.el.caption("All people", class_name="unseen"),
            rx.el.thead(rx.el.tr(*_heads())),
            rx.el.tbody(rx.foreach(SHOWN.rows, _row)),
            class_name="ledger",
        ),
        class_name="card",
        aria_busy=~rx.State.is_hydrated & (AdminPeople.problem.sentence == ""),
    )


def _heads() -> list[rx.Component]:
    columns = {column["name"]: column for column in COLUMNS}
    email = columns.pop("email")  # it stands beneath the name
    sortable = {
        name: sort_head(
            **column,
            beside=[email] if name == "name" else [],
            usual=USUAL,
            known=KNOWN,
            class_name=f"of-{name}",
        )
        for name, column in columns.items()
    }
    return [
        rx.cond(OFFERS.length() > 0, rx.el.td(page_check(), class_name="of-check")),
        sortable["name"],
        sortable["status"],
        sortable["role"],
        sortable["joined"],
        sortable["activity"],
        sortable["posts"],
        sortable["followers"],
    ]


def _row(person: Any) -> rx.Component:
    check = rx.el.td(row_check(person_id=person.id, name=person.name), class_name="of-check")
    return rx.el.tr(
        rx.cond(OFFERS.length() > 0, check),
        rx.el.th(_who(person), scope="row", class_name="of-name"),
        rx.el.td(
            rx.el.span(person.status.capitalize(), class_name="status", data_tone=person.status),
            class_name="of-status",
        ),
        rx.el.td(
            rx.el.span(
                person.role.capitalize(),
                class_name=rx.cond(person.role == "member", "quiet", "role"),
            ),
            class_name="of-role",
        ),
        rx.el.td(
            _on_cards("Joined "), when(at=person.created_at, dated=True), class_name="of-joined"
        ),
        rx.el.td(_activity(person), class_name="of-activity"),
        _count("posts", person.post_count, "post", "posts"),
        _count("followers", person.follower_count, "follower", "followers"),
        key=person.id,
    )


def _activity(person: Any) -> rx.Component:
    return rx.cond(
        person.last_activity_at,
        rx.fragment(_on_cards("Active "), when(at=person.last_activity_at, dated=True)),
        rx.el.span("Never", _on_cards(" active"), class_name="quiet"),
    )


def _count(name: str, value: Any, one: str, many: str) -> rx.Component:
    return rx.el.td(
        amount(value=value, one=one, many=many, words="phones"), class_name=f"of-{name}"
    )


def _on_cards(words: str) -> rx.Component:
    """Return what the head of the column says, for where there are no columns."""
    return rx.el.span(words, class_name="on-cards")


def _who(person: Any) -> rx.Component:
    return rx.el.div(
        avatar(person_id=person.id, name=person.name),
        rx.el.div(
            link(
                marked(text=person.name, wanted=AdminPeople.search),
                to=routes.admin_person(person.id),
                class_name="ledger-name row-link",
                dir="auto",
            ),
            rx.el.span(
                marked(text=person.email, wanted=AdminPeople.search), class_name="ledger-mail"
            ),
            class_name="ledger-texts",
        ),
        class_name="ledger-who",
    )
