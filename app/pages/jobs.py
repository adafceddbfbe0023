"""Jobs: how late the days are, what the worker has given up, and another try for it."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

import reflex as rx

from app.components.actions import action_button
from app.components.form_fields import sent
from app.components.layout import heading, loaded, page
from app.components.states import bone, skeleton
from app.components.text import amount, when
from app.feedback.form_errors import answering_anew, failures
from app.identity.session_state import SessionState, actor, may
from app.runtime.dispatch import ask, run
from app.urls import routes
from commands.retry_job import RetryJob
from domain.access import Permission
from queries.list_failed_jobs import FailedJobs, ListFailedJobs

LATE: Final = timedelta(minutes=1)  # by far more than the worker needs


class Jobs(SessionState):
    """What has failed, and what waits, when the page was asked for."""

    shown: FailedJobs | None = None

    @rx.event
    @may(Permission.MANAGE_JOBS)
    async def load(self) -> None:
        with failures(self):
            await self._read()

    @rx.event
    @may(Permission.MANAGE_JOBS)
    async def retry(self, form: dict[str, str]) -> None:
        async with answering_anew(self, form, self._read):
            await run(RetryJob(**sent(form, "job_id")), actor())
            await self._read()
            self.message = "It is being tried again. If it fails again, it comes back here."

    @rx.var
    def tone(self) -> str:
        """Whether the days are up to now, a moment behind, or late."""
        since = self.shown.waiting_since if self.shown else None
        if since is None:
            return "active"
        return "suspended" if datetime.now(UTC) - since > LATE else "inactive"

    async def _read(self) -> None:
        self.shown = await ask(ListFailedJobs(), actor())


SHOWN: Any = Jobs.shown  # in the parts below it is a Var


def jobs() -> rx.Component:
    """Return the page."""
    return page(
        heading("Jobs"),
        loaded(SHOWN, rx.fragment(_days(), _failed()), _waiting(), Jobs.load),
        current=routes.ADMIN_JOBS,
    )


def _days() -> rx.Component:
    return _section(
        "Counting of days",
        _standing(
            rx.cond(SHOWN.waiting > 0, _waiting_events(), "Everything is counted"),
            Jobs.tone,
            "Sign-ups, posts and sign-ins appear in the chart of the statistics a moment after "
            "they happened. Where it takes longer, the reason stands below, or no worker runs.",
        ),
    )


def _waiting_events() -> rx.Component:
    return rx.fragment(
        amount(value=SHOWN.waiting, one="event waits", many="events wait", words="written"),
        ", the first came ",
        when(at=SHOWN.waiting_since),
    )


def _failed() -> rx.Component:
    return _section(
        "Failed jobs",
        rx.cond(
            SHOWN.rows.length() > 0,
            rx.el.ul(rx.foreach(SHOWN.rows, _row), class_name="card"),
            _standing(
                "No job has failed",
                "active",
                "What fails is tried again by itself. What keeps failing appears here.",
            ),
        ),
    )


def _section(title: str, content: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.h2(title), content, class_name="jobs", aria_label=title)


def _standing(sentence: Any, tone: Any, meaning: str) -> rx.Component:
    return rx.el.div(
        rx.el.p(rx.el.span(sentence), class_name="status", data_tone=tone),
        rx.el.p(meaning, class_name="jobs-meaning"),
        class_name="card jobs-standing",
    )


def _row(job: Any) -> rx.Component:
    name = cast("Any", job.task.to(str).replace("_", " ")).capitalize()
    return rx.el.li(
        rx.el.div(
            rx.el.h3(name),
            rx.el.p(
                "Failed ",
                when(at=job.failed_at),
                " after ",
                amount(value=job.attempts, one="attempt", many="attempts", words="written"),
                class_name="job-when",
            ),
            rx.el.p(rx.el.code(job.error), class_name="job-error"),
        ),
        action_button(
            "Retry",
            spoken="Retry: " + name,
            on_click=Jobs.retry,
            fixed={"job_id": job.id},
            busy_label="Retrying",
        ),
        key=job.id,
        class_name="job",
    )


def _waiting() -> rx.Component:
    return skeleton(
        rx.el.div(bone("title"), bone("line"), class_name="card jobs-standing"),
        label="The jobs are being loaded",
    )
