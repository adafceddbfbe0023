"""Forms: plain posts, posts that answer in place, and edits of saved values."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from app.identity.session_state import Problem
from domain.values import PASSWORD_LIMITS


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
    notes: rx.Var[dict[str, str]]  # what to say when the address holds "name=value"

    on_done: rx.EventHandler[rx.event.no_args_event_spec]


class AddressNote(rx.Component):
    """The same `notes`, where no form stands."""

    library = "$/public/ui/post_form.jsx"
    tag = "AddressNote"

    notes: rx.Var[dict[str, str]]


class CodeField(rx.Component):
    """The field of the second factor; it appears in a post form once the server asks for it."""

    library = "$/public/ui/post_form.jsx"
    tag = "CodeField"

    label: rx.Var[str]
    help: rx.Var[str]


class MailedLink(rx.Component):
    """A post form that sends the token of a mailed link, and what stands there without one."""

    library = "$/public/ui/mailed_link.jsx"
    tag = "MailedLink"

    incomplete: rx.Var[str]  # what is said of a link without its token


class EditForm(rx.Component):
    """A form over saved values: it sends what was changed, and the version that this stands for."""

    library = "$/public/ui/edit_form.jsx"
    tag = "EditForm"

    saved: rx.Var[dict[str, str]]
    version: rx.Var[int]
    errors: rx.Var[dict[str, str]]
    theirs: rx.Var[dict[str, str]]
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
    meter: rx.Var[bool]  # how hard the password is to guess


plain_form = PlainForm.create
post_form = PostForm.create
address_note = AddressNote.create
code_field = CodeField.create
edit_form = EditForm.create
field = Field.create


def moment_field(**props: Any) -> rx.Component:
    """Return a field for a day and a time of the reader's zone; it sends an instant, or ""."""
    return field(type="datetime-local", **props)


def password_field(name: str, label: str, *, is_new: bool = False) -> rx.Component:
    """Return a field for the password that one has, or for a new one."""
    if not is_new:
        known = {"autocomplete": "current-password"}
        return field(name=name, label=label, type="password", required=True, **known)
    return field(
        name=name,
        label=label,
        type="password",
        autocomplete="new-password",
        help=f"At least {PASSWORD_LIMITS[0]} characters. Several words are good.",
        meter=True,
        required=True,
    )


def account_field(email: str | rx.Var[str]) -> rx.Component:
    """Return an unseen field: by it a password manager knows whose new password this is."""
    return rx.el.input(
        type="text", name="username", auto_complete="username", default_value=email, hidden=True
    )


def mailed_link(form: rx.Component, otherwise: rx.Component) -> rx.Component:
    """Return the form for who holds a mailed link; `otherwise` says how to get another one."""
    return MailedLink.create(
        form,
        otherwise,
        incomplete="A part of the link is missing. Open it from the mail, or ask for a new one.",
    )
