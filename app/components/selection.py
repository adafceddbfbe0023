"""The selection of people in a list, and what can be done to all of them."""

from typing import Any

import reflex as rx

from app.components.actions import ANSWERS, Answered

_LIBRARY = "$/public/ui/selection.jsx"


class Selection(rx.Component):
    """Around a list: who is selected. `rows` are those that may be; `done` clears it."""

    library = _LIBRARY
    tag = "Selection"

    rows: rx.Var[list[Any]]
    matching: rx.Var[int]
    is_exact: rx.Var[bool]
    done: rx.Var[str]


class RowCheck(rx.Component):
    """The checkbox of one person."""

    library = _LIBRARY
    tag = "RowCheck"

    person_id: rx.Var[Any]
    name: rx.Var[str]


class PageCheck(rx.Component):
    """The checkbox of everybody on the page."""

    library = _LIBRARY
    tag = "PageCheck"


class SelectionBar(Answered):
    """Slides up while somebody is selected; a choice that the server keeps ready opens a dialog."""

    library = _LIBRARY
    tag = "SelectionBar"

    offers: rx.Var[list[Any]]
    choice: rx.Var[Any]
    known: rx.Var[dict[str, str]]

    on_choose: rx.EventHandler[lambda form: [form]]


selection = Selection.create
row_check = RowCheck.create
page_check = PageCheck.create


def selection_bar(*fields: rx.Component, **props: Any) -> rx.Component:
    """Return the bar with the fields of its dialog; `on_choose` prepares, `on_send` acts."""
    return SelectionBar.create(*fields, **props, **ANSWERS)
