"""The statistics, from the numbers of now to who gained followers this month."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link

from app.components.figures import activity_chart, figure, split
from app.components.layout import heading, loaded, page
from app.components.states import bone, skeleton
from app.components.text import amount, avatar
from app.pages.statistics.state import SPANS, Statistics
from app.urls import routes

NUMBERS: Any = Statistics.numbers  # in the parts below all of them are Vars
SIGN_UPS: Any = Statistics.sign_ups
ACTIVITY: Any = Statistics.activity
FOLLOWED: Any = Statistics.followed
_BY_POSTS = rx.cond(
    Statistics.sees_all,
    routes.with_query(routes.ADMIN_PEOPLE, sort="posts"),
    routes.with_query(routes.PEOPLE, sort="posts"),
)


def statistics() -> rx.Component:
    """Return the page."""
    return page(
        heading("Statistics"),
        loaded(
            NUMBERS & SIGN_UPS & ACTIVITY,
            rx.fragment(
                _figures(),
                rx.cond(Statistics.sees_all, _statuses()),
                _activity(),
                _most_followed(),
            ),
            _waiting(),
            Statistics.load,
        ),
        current=routes.STATISTICS,
    )


def _figures() -> rx.Component:
    return rx.el.div(
        rx.cond(
            Statistics.sees_all,
            figure(
                "People",
                amount(value=NUMBERS.total_users),
                _beside("Everybody who ever signed up", "See them", routes.ADMIN_PEOPLE),
                "Every account, whatever its status: active, inactive and suspended.",
            ),
        ),
        figure(
            "Active people",
            amount(value=NUMBERS.active_users),
            link("See them", to=routes.PEOPLE),
            "Accounts that are neither inactive nor suspended: the people in the directory.",
        ),
        figure(
            "New people",
            amount(value=SIGN_UPS.joined),
            _beside(Statistics.change, "See them", Statistics.joined),
            rx.cond(
                Statistics.sees_all,
                "Sign-ups in the span chosen below, in days of UTC, "
                "whatever became of the account.",
                "Active people who signed up in the span chosen below, in days of UTC.",
            ),
        ),
        figure(
            "Posts",
            amount(value=NUMBERS.total_posts),
            rx.fragment(
                rx.el.span(amount(value=NUMBERS.avg_posts_per_user, digits=2), " for each person"),
                " ",
                link("Who posts most", to=_BY_POSTS),
            ),
            rx.cond(
                Statistics.sees_all,
                "All posts of all people. The average divides them by every account, "
                "active or not.",
                "All posts of all people. The average divides them by the number of active people.",
            ),
        ),
        class_name="figures",
    )


def _beside(text: str | rx.Var[str], label: str, to: str | rx.Var[str]) -> rx.Component:
    """Return what is said beneath a figure, and the link to those whom it counts."""
    return rx.fragment(rx.el.span(text), " ", link(label, to=to))


def _statuses() -> rx.Component:
    return rx.el.section(rx.el.h2("Status"), split(parts=Statistics.parts), class_name="card panel")


def _activity() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.h2("Activity over time"),
                rx.el.p(Statistics.age, class_name="panel-note"),
                rx.el.p("Days and months are those of UTC.", class_name="panel-note"),
            ),
            rx.el.nav(
                *map(_span_link, SPANS), class_name="segments", aria_label="Span of the chart"
            ),
            class_name="panel-head",
        ),
        activity_chart(points=ACTIVITY.points, span=Statistics.span),
        class_name="card panel",
    )


def _span_link(span: str) -> rx.Component:
    return link(
        SPANS[span],
        to=routes.with_query(routes.STATISTICS, span=span),
        aria_current=rx.cond(Statistics.span == span, "true", "false"),
        prevent_scroll_reset=True,
        class_name="segment",
    )


def _most_followed() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Most followed this month"),
        rx.cond(
            FOLLOWED.length() > 0,
            rx.fragment(
                rx.el.p(
                    "Followers gained since the first of the month (UTC), who are still there.",
                    class_name="panel-note",
                ),
                rx.el.ol(rx.foreach(FOLLOWED, _place), class_name="ranking"),
            ),
            rx.el.p("Nobody has gained a follower this month yet.", class_name="panel-note"),
        ),
        class_name="card panel",
    )


def _place(person: Any) -> rx.Component:
    return rx.el.li(
        avatar(person_id=person.id, name=person.name),
        link(person.name, to=routes.person(person.id), class_name="ranking-name", dir="auto"),
        rx.el.span(
            "+",
            amount(value=person.gained, one="new follower", many="new followers", words="spoken"),
            class_name="ranking-gain",
        ),
        key=person.id,
    )


def _waiting() -> rx.Component:
    return skeleton(
        rx.el.div(
            *[rx.el.div(bone("name"), bone("title"), bone("name"), class_name="figure")] * 4,
            class_name="figures",
        ),
        rx.el.div(bone("split"), class_name="card panel"),
        rx.el.div(bone("chart"), class_name="card panel"),
        label="The statistics are being loaded",
    )
