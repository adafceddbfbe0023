"""The state of the statistics: the numbers of this instant, and the span of the address."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, cast

import reflex as rx

from app.feedback.form_errors import failures
from app.identity.session_state import SessionState, actor, may
from app.runtime.dispatch import ask
from app.urls import routes
from app.urls.list_parameters import DEFAULT_ZONE
from domain.access import Permission
from queries.activity_by_day import ActivityByDay, ActivitySeries
from queries.most_followed import Followed, MostFollowed
from queries.sign_ups_over_time import SignUps, SignUpsOverTime
from queries.user_statistics import Statistics as Numbers
from queries.user_statistics import UserStatistics

Span = Literal["30d", "12m", "all"]
SPANS: Final[dict[str, str]] = {"30d": "30 days", "12m": "12 months", "all": "All"}
_UNITS: Final = (("day", 86_400), ("hour", 3_600), ("minute", 60))


class Statistics(SessionState):
    """What the answers to one visit say together."""

    numbers: Numbers | None = None
    sign_ups: SignUps | None = None
    activity: ActivitySeries | None = None
    followed: list[Followed] = []
    sees_all: bool = False  # also those who are not active
    span: str = "30d"

    @rx.event
    @may(Permission.READ_DIRECTORY)
    async def load(self) -> None:
        span = self._asked_span()
        with failures(self):
            numbers = await ask(UserStatistics(), actor())
            sign_ups = await ask(SignUpsOverTime(span=span), actor())
            activity = await ask(ActivityByDay(span=span), actor())
            self.followed = list(await ask(MostFollowed(), actor()))
            self.numbers, self.sign_ups, self.activity = numbers, sign_ups, activity
            self.sees_all, self.span = actor().may(Permission.SEE_PRIVATE), span

    @rx.var
    def change(self) -> str:
        """How the sign-ups of this span compare with those of the span before."""
        if not self.sign_ups or self.sign_ups.joined_before is None:
            return "Since the first sign-up"
        difference = self.sign_ups.joined - self.sign_ups.joined_before
        if difference == 0:
            return f"As many as in the {SPANS[self.span]} before"
        sign = "+" if difference > 0 else "\N{MINUS SIGN}"
        return f"{sign}{abs(difference):,} on the {SPANS[self.span]} before"

    @rx.var
    def age(self) -> str:
        """Of when the chart is: it alone is made a moment after what it counts."""
        if not self.activity or not self.activity.waiting:
            return "Counted up to now"
        waiting, moment = self.activity.waiting, self.activity.waiting_since
        events, are = ("event", "is") if waiting == 1 else ("events", "are")
        since = f"since {_duration(datetime.now(UTC) - moment)} ago " if moment else ""
        return f"{waiting:,} {events} {since}{are} not counted yet"

    @rx.var
    def parts(self) -> list[dict[str, Any]]:
        """Everybody, by status; nothing for those who see active people only."""
        if not self.numbers or not self.sees_all:
            return []
        tones = (
            ("active", self.numbers.active_users),
            ("inactive", self.numbers.inactive_users),
            ("suspended", self.numbers.suspended_users),
        )
        return [
            {
                "tone": tone,
                "label": tone.capitalize(),
                "count": count,
                "to": routes.with_query(routes.ADMIN_PEOPLE, status=tone),
            }
            for tone, count in tones
        ]

    @rx.var
    def joined(self) -> str:
        """The address of the list of those who joined in the span, in days of UTC as here."""
        people = routes.ADMIN_PEOPLE if self.sees_all else routes.PEOPLE
        if self.span == "all" or not self.activity:
            return people
        since = self.activity.points[0].start
        return routes.with_query(people, since=since, zone=DEFAULT_ZONE, exact=1)

    def _asked_span(self) -> Span:
        asked = self.router.url.query_parameters.get("span", "30d")
        return cast("Span", asked if asked in SPANS else "30d")


def _duration(length: timedelta) -> str:
    """In its largest whole unit: "12 seconds", "3 hours"."""
    seconds = max(1, int(length.total_seconds()))
    unit, size = next(((u, s) for u, s in _UNITS if seconds >= s), ("second", 1))
    number = seconds // size
    return f"{number:,} {unit}{'' if number == 1 else 's'}"
