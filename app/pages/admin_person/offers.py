"""What the viewer may do to the person: each a button that opens a dialog."""

from typing import Any, Final

import reflex as rx

from app.components.actions import dialog_form
from app.components.radios import radio_field
from app.pages.admin_people.actions import ACTIONS, Action
from app.pages.admin_people.bars import suspension_fields
from app.pages.admin_person.state import AdminPerson

OFFERS: Any = AdminPerson.offers  # in the parts below it is a Var
MAY: Final = (
    ("member", "Member", "Edits the own profile, posts, and follows people."),
    (
        "moderator",
        "Moderator",
        "Sees e-mail addresses, statuses and histories, suspends members, and removes posts.",
    ),
    (
        "auditor",
        "Auditor",
        "Sees e-mail addresses, statuses and histories, and changes nothing of others.",
    ),
    ("admin", "Admin", "May do everything: also deactivate people and change roles."),
)


def offers(person: Any) -> rx.Component:
    """Return the buttons; why there are none when the viewer may do nothing."""
    return rx.cond(
        OFFERS.length() > 0,
        rx.el.section(
            rx.el.h2("Actions", class_name="unseen"),
            *(
                rx.cond(OFFERS.contains(action.name), _change_of_status(action, person))
                for action in ACTIONS.values()
            ),
            rx.cond(OFFERS.contains("change_role"), _change_of_role(person)),
            class_name="staff-actions",
        ),
        rx.el.p(AdminPerson.why_none, class_name="staff-own"),
    )


def _change_of_status(action: Action, person: Any) -> rx.Component:
    return dialog_form(
        *([suspension_fields()] if action.name == "suspend" else []),
        trigger=action.label,
        trigger_class="button button-danger" if action.is_danger else "button",
        title=f"{action.label} " + AdminPerson.called + "?",
        text=action.consequence,
        submit=action.label,
        danger=action.is_danger,
        fixed={"action": action.name, "user_id": person.id},
        on_submit=AdminPerson.change_status,
    )


def _change_of_role(person: Any) -> rx.Component:
    return dialog_form(
        radio_field(
            name="role",
            label="Role",
            options=[{"value": value, "title": title, "text": text} for value, title, text in MAY],
            initial=person.role.to(str),
        ),
        trigger="Change role",
        title="Change the role of " + AdminPerson.called,
        text="It holds at once, in every browser where they are signed in.",
        submit="Change role",
        fixed={"user_id": person.id, "seen": person.role},
        on_submit=AdminPerson.change_role,
    )
