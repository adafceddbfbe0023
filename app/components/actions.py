"""What one does on a page: a form in place, a form in a dialog, a button of one click; and tabs.

Each sends texts by event: its fields, `fixed`, and a `command_id` that stays the same until the
answer is known. Handlers take `form: dict[str, str]` and work inside `answering(self, form)`, or
inside `answering_anew` where a refusal means that the page is out of date.
"""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link

from app.identity.session_state import Problem, SessionState

Text = str | rx.Var[str]
ANSWERS: dict[str, Any] = {
    "errors": SessionState.errors,
    "theirs": SessionState.theirs,
    "problem": SessionState.problem,
    "answered": SessionState.answered,
    "accepted": SessionState.accepted,
    "password_needed": SessionState.password_needed,
}


class Answered(rx.Component):
    """What sends by event and waits for its answer."""

    library = "$/public/ui/actions.jsx"

    fixed: rx.Var[dict[str, Any]]
    errors: rx.Var[dict[str, str]]
    theirs: rx.Var[dict[str, str]]
    problem: rx.Var[Problem]
    answered: rx.Var[str]
    accepted: rx.Var[str]
    password_needed: rx.Var[str]

    on_send: rx.EventHandler[lambda form: [form]]


class ActionForm(Answered):
    """A form in place."""

    tag = "ActionForm"

    label: rx.Var[str]
    submit: rx.Var[str]
    busy_label: rx.Var[str]


class DialogForm(Answered):
    """A button that opens a native dialog with a form."""

    library = "$/public/ui/dialog_form.jsx"
    tag = "DialogForm"

    trigger: rx.Var[str]
    trigger_kind: rx.Var[str]
    trigger_label: rx.Var[str]
    title: rx.Var[str]
    text: rx.Var[str]
    saved: rx.Var[str]
    submit: rx.Var[str]
    cancel: rx.Var[str]
    danger: rx.Var[bool]


class ActionButton(Answered):
    """A button of one click."""

    tag = "ActionButton"

    label: rx.Var[str]
    spoken: rx.Var[str]
    busy_label: rx.Var[str]
    kind: rx.Var[str]


def action_form(*fields: rx.Component, on_submit: Any, submit: Text, **props: Any) -> rx.Component:
    """Return a form that stands in the page and is emptied when its texts were accepted.

    `label` names it for screen readers, `busy_label` stands on the button while it takes long.
    """
    return ActionForm.create(*fields, on_send=on_submit, submit=submit, **props, **ANSWERS)


def dialog_form(
    *fields: rx.Component,
    on_submit: Any,
    trigger_class: Text = "button",
    cancel: Text = "Cancel",
    **props: Any,
) -> rx.Component:
    """Return the `trigger`, which opens a dialog of a `title`, a `text`, the fields and `submit`.

    `danger` makes `submit` red; `trigger_label` is the trigger's name for screen readers. A form
    over a `saved` text, which is its field `text`, also sends what was `seen`, and asks when others
    changed it.
    """
    return DialogForm.create(
        *fields,
        on_send=on_submit,
        trigger_kind=trigger_class,
        cancel=cancel,
        **_present(props),
        **ANSWERS,
    )


def action_button(
    label: Text, *, on_click: Any, class_name: Text = "button", **props: Any
) -> rx.Component:
    """Return a button that sends `fixed`; `spoken` is its name for screen readers."""
    return ActionButton.create(
        label=label, on_send=on_click, kind=class_name, **_present(props), **ANSWERS
    )


def link_tabs(tabs: list[tuple[Any, Any, Any]], label: str = "Sections") -> rx.Component:
    """Return links that look like tabs, as (label, address, whether it is the current one)."""
    return rx.el.nav(
        *(
            link(
                text,
                to=to,
                aria_current=rx.cond(current, "page", "false"),
                prevent_scroll_reset=True,
                class_name="tab",
            )
            for text, to, current in tabs
        ),
        aria_label=label,
        class_name="tabs",
    )


def _present(props: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in props.items() if value is not None}
