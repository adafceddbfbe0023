"""The head of a person's page: who it is, and the one thing to do about them."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link

from app.components.actions import action_button
from app.components.layout import ME
from app.components.states import go
from app.components.text import avatar, day, when
from app.pages.person.state import Person
from app.urls import routes
from domain.access import Permission
from domain.values import Status

SHOWN: Any = Person.shown  # a Var of the profile


def head() -> rx.Component:
    return rx.fragment(
        rx.el.header(
            avatar(person_id=SHOWN.id, name=SHOWN.name, size="large"),
            rx.el.div(
                rx.el.h1(SHOWN.name, dir="auto", title=SHOWN.name),
                rx.el.p(_standing(), class_name="person-standing"),
                class_name="person-title",
            ),
            rx.el.div(_actions(), class_name="person-actions"),
            class_name="person-head",
        ),
        rx.cond(SHOWN.status != Status.ACTIVE.value, _not_active()),
        rx.cond(
            SHOWN.bio != "", rx.el.p(SHOWN.bio, class_name="person-bio", dir="auto"), _no_bio()
        ),
    )


def _standing() -> rx.Component:
    return rx.fragment(
        rx.cond(
            _sees_all(),
            rx.el.span(SHOWN.status.capitalize(), class_name="status", data_tone=SHOWN.status),
        ),
        rx.cond(
            SHOWN.role & (SHOWN.role != "member"),
            rx.el.span(SHOWN.role.to(str).capitalize(), class_name="role"),
        ),
        rx.cond(
            SHOWN.email,
            rx.el.a(SHOWN.email, href="mailto:" + SHOWN.email.to(str), class_name="mail"),
        ),
        rx.el.span("Joined ", when(at=SHOWN.created_at)),
        rx.cond(SHOWN.last_activity_at, rx.el.span("Last seen ", _last_seen())),
        rx.cond(
            ME.permissions.contains(Permission.SEE_PRIVATE.value),
            link("Administration", to=routes.admin_person(SHOWN.id)),
        ),
    )


def _sees_all() -> Any:
    """Whether the viewer is staff, or the person."""
    return ME.permissions.contains(Permission.SEE_PRIVATE.value) | Person.is_own


def _last_seen() -> rx.Component:
    """The moment, or for others the day, which is all that their page is told."""
    at = SHOWN.last_activity_at
    return rx.cond(_sees_all(), when(at=at), day(at=at))


def _no_bio() -> rx.Component:
    return rx.cond(
        Person.is_own,
        rx.el.p("You have not written a bio yet.", class_name="person-bio quiet"),
    )


def _actions() -> rx.Component:
    is_offered = SHOWN.is_followed | (SHOWN.status == Status.ACTIVE.value)
    return rx.cond(
        Person.is_own,
        go("Edit profile", routes.PROFILE),
        rx.cond(
            ME.permissions.contains(Permission.FOLLOW.value) & is_offered,
            rx.cond(SHOWN.is_followed, _following(), _follow()),
        ),
    )


def _follow() -> rx.Component:
    return action_button(
        "Follow",
        spoken="Follow " + SHOWN.name,
        on_click=Person.follow,
        fixed={"user_id": SHOWN.id},
        class_name="button button-primary",
    )


def _following() -> rx.Component:
    return action_button(
        "Following",
        spoken="Following " + SHOWN.name + ", unfollow",
        on_click=Person.unfollow,
        fixed={"user_id": SHOWN.id},
        class_name="button button-following",
    )


def _not_active() -> rx.Component:
    return rx.el.section(
        rx.el.p(
            rx.cond(
                SHOWN.status == Status.SUSPENDED.value,
                rx.cond(
                    SHOWN.suspended_until,
                    rx.fragment("Suspended. It ends ", when(at=SHOWN.suspended_until), "."),
                    "Suspended until somebody reinstates them.",
                ),
                "This account is deactivated.",
            ),
            " Only staff see this page.",
        ),
        rx.cond(SHOWN.suspension_reason, _reason()),
        class_name="not-active",
        data_tone=SHOWN.status,
        aria_label="Status",
    )


def _reason() -> rx.Component:
    return rx.el.p(SHOWN.suspension_reason, class_name="not-active-reason", dir="auto")
