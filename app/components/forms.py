"""Forms: plain posts, posts that answer in place, and edits of saved values."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from app.session import Problem


class PlainForm(BaseHTML):
    """A form that the browser posts by itself; Reflex's own forms never do."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]


class PostForm(rx.Component):
    """A plain post which, once scripts run, shows its errors without leaving the page."""

    library = "$/public/ui/post_form.jsx"
    tag = "PostForm"

    action: rx.Var[str]
    submit: rx.Var[str]
    busy_label: rx.Var[str]
    failed: rx.Var[str]
    names: rx.Var[list[str]]
    done: rx.Var[str]  # what to say when it was done and leads nowhere else
    notes: rx.Var[dict[str, str]]  # what to say when the address holds such a parameter

    on_done: rx.EventHandler[rx.event.no_args_event_spec]


class EditForm(rx.Component):
    """A form over saved values: it knows what changed and asks before losing it."""

    library = "$/public/ui/edit_form.jsx"
    tag = "EditForm"

    saved: rx.Var[dict[str, str]]
    version: rx.Var[int]
    conflict: rx.Var[bool]
    errors: rx.Var[dict[str, str]]
    problem: rx.Var[Problem]
    answered: rx.Var[str]
    accepted: rx.Var[str]
    submit: rx.Var[str]

    on_save: rx.EventHandler[lambda form: [form]]


class Field(rx.Component):
    """A label, a control, its help and its error, joined for screen readers."""

    library = "$/public/ui/fields.jsx"
    tag = "Field"

    name: rx.Var[str]
    label: rx.Var[str]
    help: rx.Var[str]
    type: rx.Var[str]
    rows: rx.Var[int]
    autocomplete: rx.Var[str]
    required: rx.Var[bool]
    initial: rx.Var[str]
    limit: rx.Var[int]
    sides: rx.Var[list[dict[str, str]]]


plain_form = PlainForm.create
post_form = PostForm.create
edit_form = EditForm.create
field = Field.create


def moment_field(**props: Any) -> rx.Component:
    """Return a field for a day and a time of the reader's zone; it sends an instant, or ""."""
    return field(type="datetime-local", **props)
