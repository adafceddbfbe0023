"""Who follows a person, or whom a person follows; the newest follow first."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link

from app.components.icons import icon
from app.components.lists import paging
from app.components.states import empty, go
from app.components.text import avatar, when
from app.pages.person.state import Person
from app.urls import routes

PAGE: Any = Person.follows  # in the parts below both are Vars
SHOWN: Any = Person.shown


def follows() -> rx.Component:
    return rx.el.section(
        rx.el.h2(
            rx.cond(Person.side == "followers", "Followers", "Following"), class_name="unseen"
        ),
        rx.cond(
            PAGE.rows.length() > 0,
            rx.fragment(
                rx.el.p("People who are no longer active stay counted.", class_name="list-help"),
                rx.el.ul(
                    rx.foreach(PAGE.rows, _row),
                    class_name="card",
                    aria_busy=~rx.State.is_hydrated & (Person.problem.sentence == ""),
                ),
                paging(
                    Person.place,
                    Person.newer,
                    Person.older,
                    rows=rx.cond(Person.side == "followers", "followers", "people followed"),
                    in_place=True,
                ),
            ),
            rx.cond(Person.side == "followers", _no_followers(), _nobody_followed()),
        ),
    )


def _row(follow: Any) -> rx.Component:
    return rx.el.li(
        rx.cond(follow.user_id, _somebody(follow), _nobody_any_more()),
        rx.el.span(
            rx.el.span("since ", class_name="unseen"),
            when(at=follow.since, dated=True),
            class_name="follow-since",
        ),
        key=follow.id,
        class_name="follow-row",
    )


def _somebody(follow: Any) -> rx.Component:
    return rx.fragment(
        avatar(person_id=follow.user_id, name=follow.name),
        rx.el.span(
            link(
                follow.name,
                to=routes.person(follow.user_id),
                class_name="person-name row-link",
                dir="auto",
            ),
            rx.el.span(follow.bio, class_name="person-beneath", dir="auto"),
            class_name="person-who",
        ),
    )


def _nobody_any_more() -> rx.Component:
    return rx.fragment(
        rx.el.span(icon("account"), class_name="avatar avatar-nobody", aria_hidden="true"),
        rx.el.span("No longer active", class_name="person-who quiet"),
    )


def _no_followers() -> rx.Component:
    return rx.cond(
        Person.is_own,
        empty("Nobody follows you yet", "People find you in the directory.", _find_people()),
        empty("No followers yet", "Nobody follows " + Person.called + " so far."),
    )


def _nobody_followed() -> rx.Component:
    return rx.cond(
        Person.is_own,
        empty("You follow nobody yet", "Follow somebody on their page.", _find_people()),
        empty("Nobody followed yet", Person.called + " follows nobody so far."),
    )


def _find_people() -> rx.Component:
    return go("Find people", routes.PEOPLE)
