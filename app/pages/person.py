"""One person: who they are and what they did, in numbers."""

from typing import Any, cast
from uuid import UUID

import reflex as rx
from pydantic import ValidationError

from app import routes
from app.components.states import bone, go, skeleton
from app.components.text import amount, avatar, when
from app.dispatch import ask
from app.errors import failures
from app.layout import ME, loaded, page, titled
from app.session import SessionState, actor, may
from domain.access import Permission
from domain.errors import NotFound
from queries.get_user import GetUser, UserProfile


class Person(SessionState):
    """The person of the address; nobody while another one is being loaded."""

    shown: UserProfile | None = None
    missing: bool = False
    asked: str = ""  # the part of the address that both of these answer

    @rx.event
    @may(Permission.READ_DIRECTORY)
    async def load(self) -> None:
        self._turn_to(str(self.rx_router_page.params.get("person_id", "")))
        with failures(self):
            try:
                self.shown = await ask(GetUser(user_id=cast("UUID", self.asked)), actor())
            except (NotFound, ValidationError):
                self.missing = True

    def _turn_to(self, asked: str) -> None:
        """Forget the person shown before, so that a failure never leaves somebody else's page."""
        self.missing = False
        if asked != self.asked:
            self.asked, self.shown = asked, None


ADDRESS: Any = rx.State  # Reflex adds the variable parts of the routes to it
SHOWN: Any = Person.shown  # in the parts below it is a Var of the profile


def person() -> rx.Component:
    """Return the page."""
    return page(
        rx.fragment(),
        rx.cond(
            Person.missing & _is_answer(),
            _missing(),
            loaded(SHOWN & _is_answer(), _profile(), _waiting(), Person.load),
        ),
        current=routes.PERSON,
    )


def title() -> Any:
    """Return the title of the tab: the name, once it is known."""
    return titled(rx.cond(Person.missing, "Person not found", rx.cond(SHOWN, SHOWN.name, "Person")))


def _is_answer() -> Any:
    """The address changes before the answer comes: until then nobody is shown or missing."""
    return Person.asked == ADDRESS.person_id


def _profile() -> rx.Component:
    return rx.el.article(
        rx.el.header(
            avatar(person_id=SHOWN.id, name=SHOWN.name, size="large"),
            rx.el.div(
                rx.el.h1(SHOWN.name, dir="auto"),
                rx.el.p(_standing(), class_name="person-standing"),
                class_name="person-title",
            ),
            rx.cond(
                SHOWN.id == ME.id,
                go("Edit profile", routes.PROFILE, "button button-primary"),
            ),
            class_name="person-head",
        ),
        rx.cond(
            SHOWN.bio != "", rx.el.p(SHOWN.bio, class_name="person-bio", dir="auto"), _no_bio()
        ),
        rx.el.dl(
            _count("Posts", SHOWN.post_count),
            _count("Followers", SHOWN.follower_count),
            _count("Following", SHOWN.following_count),
            class_name="counts",
        ),
        class_name="profile",
    )


def _standing() -> rx.Component:
    return rx.fragment(
        rx.cond(
            ME.permissions.contains(Permission.SEE_PRIVATE.value) | (SHOWN.id == ME.id),
            rx.el.span(SHOWN.status.capitalize(), class_name="status", data_tone=SHOWN.status),
        ),
        rx.cond(SHOWN.role != "member", rx.el.span(SHOWN.role.capitalize(), class_name="role")),
        rx.cond(
            SHOWN.email,
            rx.el.a(SHOWN.email, href="mailto:" + SHOWN.email.to(str), class_name="mail"),
        ),
        rx.el.span("Joined ", when(at=SHOWN.created_at)),
        rx.cond(SHOWN.last_activity_at, rx.el.span("Active ", when(at=SHOWN.last_activity_at))),
    )


def _no_bio() -> rx.Component:
    return rx.cond(
        SHOWN.id == ME.id,
        rx.el.p("You have not written a bio yet.", class_name="person-bio quiet"),
    )


def _count(label: str, value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(amount(value=value)))


def _missing() -> rx.Component:
    return rx.el.div(
        rx.el.h1("This person is not here", class_name="empty-title"),
        rx.el.p("The address may be wrong, or the person is no longer active."),
        rx.el.div(go("Show everybody", routes.PEOPLE), class_name="empty-actions"),
        class_name="empty",
    )


def _waiting() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Person", class_name="unseen"),
        skeleton(
            rx.el.div(
                bone("avatar-large"),
                rx.el.div(bone("title"), bone("name")),
                class_name="person-head",
            ),
            rx.el.div(bone("line"), bone("line"), bone("name")),
            label="The person is being loaded",
        ),
    )
