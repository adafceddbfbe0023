"""A person's page: the head, the three counts that lead to its lists, and one of these."""

from typing import Any

import reflex as rx

from app.components.actions import link_tabs
from app.components.filters import back_to
from app.components.layout import loaded, page, titled
from app.components.states import bone, go, skeleton
from app.components.text import amount
from app.pages.person.follows import follows
from app.pages.person.head import head
from app.pages.person.posts import composer, posts
from app.pages.person.state import Person
from app.urls import routes

ADDRESS: Any = rx.State  # Reflex adds the variable parts of the routes to it
SHOWN: Any = Person.shown  # in the parts below it is a Var of the profile


def person() -> rx.Component:
    """Return the page."""
    return page(
        rx.fragment(),
        back_to("People", routes.PEOPLE),
        rx.cond(
            Person.missing & _is_answer(),
            _missing(),
            loaded(SHOWN & _is_answer(), _profile(), _waiting(), Person.load),
        ),
        current=routes.PERSON,
    )


def title() -> Any:
    """Return the title of the tab: the name, once it is known."""
    return titled(
        rx.cond(Person.missing, "Person not found", rx.cond(SHOWN, Person.called, "Person"))
    )


def _is_answer() -> Any:
    """The address changes before the answer comes: until then nobody is shown or missing."""
    return Person.asked == ADDRESS.person_id


def _profile() -> rx.Component:
    return rx.el.article(
        rx.el.div(head(), class_name="profile-who"),
        rx.el.div(
            _counts(),
            rx.cond(Person.is_own, composer()),
            rx.cond(Person.side == "", posts(), follows()),
        ),
        class_name="profile",
    )


def _counts() -> rx.Component:
    posts, followers, following = SHOWN.post_count, SHOWN.follower_count, SHOWN.following_count
    return rx.el.div(
        link_tabs(
            [
                _count("", "Post", "Posts", posts),
                _count("followers", "Follower", "Followers", followers),
                _count("following", "Following", "Following", following),
            ],
            label="Posts and follows",
        ),
        class_name="counts",
    )


def _count(side: str, one: str, many: str, value: Any) -> tuple[rx.Component, Any, Any]:
    """One tab: a number of the head, which leads to what it counts."""
    word = rx.cond(value == 1, one, many)
    label = rx.fragment(amount(value=value), rx.el.span(" ", word, class_name="count-label"))
    to = routes.with_query(routes.person(SHOWN.id), show=side)
    return label, to, Person.side == side


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
                rx.el.div(
                    rx.el.div(
                        bone("avatar-large"),
                        rx.el.div(bone("title"), bone("name")),
                        class_name="person-head",
                    ),
                    bone("line"),
                ),
                rx.el.div(
                    rx.el.div(bone("counts"), class_name="counts"), bone("line"), bone("name")
                ),
                class_name="profile",
            ),
            label="The person is being loaded",
        ),
    )
