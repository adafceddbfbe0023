"""One person for staff: the facts and what may be done on the left, the history on the right."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link

from app.components.filters import back_to
from app.components.history import history
from app.components.layout import ME, loaded, page, titled
from app.components.lists import paging
from app.components.states import bone, go, skeleton
from app.components.text import amount, avatar, moment, when
from app.pages.admin_person.offers import offers
from app.pages.admin_person.state import AdminPerson
from app.urls import routes

ADDRESS: Any = rx.State  # Reflex adds the variable parts of the routes to it
SHOWN: Any = AdminPerson.shown  # in the parts below both are Vars
HISTORY: Any = AdminPerson.history


def admin_person() -> rx.Component:
    """Return the page."""
    return page(
        rx.fragment(),
        back_to("All people", routes.ADMIN_PEOPLE),
        rx.cond(
            AdminPerson.missing & _is_answer(),
            _missing(),
            loaded(SHOWN & HISTORY & _is_answer(), _columns(), _waiting(), AdminPerson.load),
        ),
        current=routes.ADMIN_PERSON,
    )


def title() -> Any:
    """Return the title of the tab: the name, once it is known."""
    name = rx.cond(SHOWN, AdminPerson.called + ", administration", "Person")
    return titled(rx.cond(AdminPerson.missing, "Person not found", name))


def _is_answer() -> Any:
    """The address changes before the answer comes: until then nobody is shown or missing."""
    return AdminPerson.asked == ADDRESS.person_id


def _columns() -> rx.Component:
    return rx.el.div(
        rx.el.div(_facts(), _actions(), class_name="staff-column"),
        rx.el.section(
            rx.el.h2("History"),
            rx.el.div(history(HISTORY.rows, SHOWN.id.to(str)), class_name="card"),
            paging(
                AdminPerson.place,
                AdminPerson.newer,
                AdminPerson.older,
                rows="entries",
                in_place=True,
            ),
            class_name="staff-history",
        ),
        class_name="staff-columns",
    )


def _facts() -> rx.Component:
    return rx.el.section(
        rx.el.header(
            avatar(person_id=SHOWN.id, name=SHOWN.name, size="large"),
            rx.el.div(
                rx.el.h1(SHOWN.name, dir="auto", title=SHOWN.name),
                rx.el.a(SHOWN.email, href="mailto:" + SHOWN.email.to(str), class_name="mail"),
                class_name="staff-title",
            ),
            class_name="staff-head",
        ),
        rx.cond(SHOWN.status == "suspended", _suspension()),
        _numbers(),
        rx.el.footer(
            link("Public page", to=routes.person(SHOWN.id)),
            rx.el.span("Counts as of ", when(at=SHOWN.refreshed_at), class_name="quiet"),
            class_name="staff-foot",
        ),
        class_name="card staff-facts",
    )


def _numbers() -> rx.Component:
    return rx.el.dl(
        _fact("Status", _status()),
        _fact("Role", SHOWN.role.capitalize()),
        _fact("Joined", when(at=SHOWN.created_at)),
        _fact(
            "Last activity",
            rx.cond(SHOWN.last_activity_at, when(at=SHOWN.last_activity_at), "Never"),
        ),
        _fact("Posts", amount(value=SHOWN.post_count)),
        _fact("Followers", amount(value=SHOWN.follower_count)),
        _fact("Following", amount(value=SHOWN.following_count)),
        class_name="facts",
    )


def _status() -> rx.Component:
    return rx.el.span(SHOWN.status.capitalize(), class_name="status", data_tone=SHOWN.status)


def _suspension() -> rx.Component:
    return rx.el.figure(
        rx.el.figcaption(
            rx.el.strong("Suspended"),
            rx.cond(
                SHOWN.suspended_until,
                rx.fragment(" until ", moment(at=SHOWN.suspended_until)),
                " until somebody reinstates them",
            ),
        ),
        rx.el.blockquote(SHOWN.suspension_reason, dir="auto"),
        class_name="suspension",
    )


def _fact(name: str, value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value))


def _actions() -> rx.Component:
    return rx.cond(
        SHOWN.id == ME.id,
        rx.el.p(
            "You cannot act upon yourself here. Only others can change your role or suspend you. ",
            link("Go to your account", to=routes.ACCOUNT),
            class_name="staff-own",
        ),
        offers(SHOWN),
    )


def _missing() -> rx.Component:
    return rx.el.div(
        rx.el.h1("This person is not here", class_name="empty-title"),
        rx.el.p("The address may be wrong."),
        rx.el.div(go("Show all people", routes.ADMIN_PEOPLE), class_name="empty-actions"),
        class_name="empty",
    )


def _waiting() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Person", class_name="unseen"),
        skeleton(
            rx.el.div(
                rx.el.div(bone("avatar-large"), bone("title"), bone("line"), bone("line")),
                rx.el.div(bone("name"), bone("area")),
                class_name="staff-columns",
            ),
            label="The person is being loaded",
        ),
    )
