"""Statistics: four figures, who is active, and sign-ups over time."""

from typing import Any, Final, Literal, cast

import reflex as rx
from reflex_components_core.react_router import link

from app import routes
from app.components.figures import figure, sign_ups_chart, split
from app.components.states import bone, skeleton
from app.components.text import amount
from app.dispatch import ask
from app.errors import failures
from app.layout import heading, loaded, page
from app.session import SessionState, actor, may
from domain.access import Permission
from queries.sign_ups_over_time import SignUpSeries, SignUpsOverTime
from queries.user_statistics import Statistics as Numbers
from queries.user_statistics import UserStatistics

Span = Literal["30d", "12m", "all"]
SPANS: Final[dict[str, str]] = {"30d": "30 days", "12m": "12 months", "all": "All"}


class Statistics(SessionState):
    """The numbers of this instant, and the series for the span of the address."""

    numbers: Numbers | None = None
    series: SignUpSeries | None = None
    span: str = "30d"

    @rx.event
    @may(Permission.READ_DIRECTORY)
    async def load(self) -> None:
        span = self._asked_span()
        with failures(self):
            numbers = await ask(UserStatistics(), actor())
            self.series = await ask(SignUpsOverTime(span=span), actor())
            self.numbers, self.span = numbers, span

    @rx.var
    def change(self) -> str:
        """How the sign-ups of this span compare with those of the span before."""
        if not self.series or self.series.joined_before is None:
            return "Since the first sign-up"
        difference = self.series.joined - self.series.joined_before
        if difference == 0:
            return f"As many as in the {SPANS[self.span]} before"
        sign = "+" if difference > 0 else "\N{MINUS SIGN}"
        return f"{sign}{abs(difference):,} on the {SPANS[self.span]} before"

    @rx.var
    def parts(self) -> list[dict[str, Any]]:
        """Everybody, by status."""
        if not self.numbers:
            return []
        tones = (
            ("active", self.numbers.active_users),
            ("inactive", self.numbers.inactive_users),
            ("suspended", self.numbers.suspended_users),
        )
        return [{"tone": tone, "label": tone.capitalize(), "count": count} for tone, count in tones]

    def _asked_span(self) -> Span:
        asked = self.router.url.query_parameters.get("span", "30d")
        return cast("Span", asked if asked in SPANS else "30d")


NUMBERS: Any = Statistics.numbers  # in the parts below both are Vars
SERIES: Any = Statistics.series


def statistics() -> rx.Component:
    """Return the page."""
    return page(
        heading("Statistics"),
        loaded(
            NUMBERS & SERIES,
            rx.fragment(_figures(), _statuses(), _sign_ups()),
            _waiting(),
            Statistics.load,
        ),
        current=routes.STATISTICS,
    )


def _figures() -> rx.Component:
    return rx.el.div(
        figure(
            "People",
            amount(value=NUMBERS.total_users),
            rx.el.span("Everybody who ever signed up"),
            "Every account, whatever its status: active, inactive and suspended.",
        ),
        figure(
            "Active people",
            amount(value=NUMBERS.active_users),
            link("See them", to=routes.PEOPLE),
            "Accounts that are neither inactive nor suspended: the people in the directory.",
        ),
        figure(
            "New people",
            amount(value=SERIES.joined),
            rx.el.span(Statistics.change),
            "Sign-ups in the span chosen below, in days of UTC, whatever became of the account.",
        ),
        figure(
            "Posts",
            amount(value=NUMBERS.total_posts),
            rx.el.span(amount(value=NUMBERS.avg_posts_per_user, digits=2), " for each person"),
            "All posts of all people. The average divides them by every account, active or not.",
        ),
        class_name="figures",
    )


def _statuses() -> rx.Component:
    return rx.el.section(rx.el.h2("Status"), split(parts=Statistics.parts), class_name="card panel")


def _sign_ups() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Sign-ups over time"),
            rx.el.nav(
                *map(_span_link, SPANS), class_name="segments", aria_label="Span of the chart"
            ),
            class_name="panel-head",
        ),
        sign_ups_chart(points=SERIES.points, span=Statistics.span),
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
