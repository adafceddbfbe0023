"""The one place where failures get words: beside a field, or in the banner with a reference."""

import logging
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from functools import lru_cache
from typing import Final, Protocol

import reflex as rx
from pydantic import ValidationError

from app.feedback.validation_messages import sentences
from app.identity.session_state import Problem, SessionState, anyone
from app.runtime.logs import describe, harmless
from app.runtime.repeated_lines import MINUTE, MOST
from app.urls import routes
from domain.errors import (
    DomainError,
    EmailUnverified,
    PasswordNeeded,
    StaleFields,
    Unavailable,
)

LOG: Final = logging.getLogger("rollcall")
BROWSER: Final = logging.getLogger("rollcall.browser")  # of its own: strangers choose the words
UNEXPECTED: Final = (
    "Something went wrong on our side. Try again; "
    "if it happens again, tell an administrator this reference."
)
STALE_FORM: Final = "This form is out of date. Reload the page and try again."
CHANGED_ELSEWHERE: Final = "This was changed elsewhere too. Choose one text, or write another."
CHECK_FIELDS: Final = "Check the marked fields."
UNREADABLE: Final = "That text has characters that cannot be stored. Remove them and try again."

# Fields of a command that no form shows, so no sentence can stand beside them.
_HIDDEN: Final = frozenset(
    {"", "command_id", "user_id", "user_ids", "post_id", "login_id", "job_id", "version", "seen"}
)
# Where that which stands in the way is put right.
_REMEDIES: Final = {EmailUnverified.code: routes.ACCOUNT}
_issued: deque[str] = deque(maxlen=1000)


class Form(Protocol):
    """A page state with forms: what it says, beside fields too, and which form it answers."""

    message: str
    problem: Problem
    errors: dict[str, str]
    theirs: dict[str, str]
    answered: str
    accepted: str
    password_needed: str


class Page(Protocol):
    """A page state that shows the banner."""

    problem: Problem


@contextmanager
def answering(state: Form, form: Mapping[str, str]) -> Iterator[None]:
    """Carry out a form's command, and tell the form what became of it.

    Nobody can tell it while the database is away: the form is not answered then, and sends the
    same id again. It does so too when it takes the password first, once that was given. What it was
    refused for stands in the form; the banner has it when that is gone.
    """
    state.message, state.errors, state.theirs, state.password_needed = "", {}, {}, ""
    attempt = form.get("command_id", "")
    with failures(state):
        try:
            yield
        except Unavailable:
            raise
        except PasswordNeeded:
            state.password_needed = attempt
        except (ValidationError, DomainError) as refused:
            state.answered = attempt
            state.errors = _beside(refused)
            state.theirs = refused.theirs if isinstance(refused, StaleFields) else {}
            if not state.errors:
                raise
            if _HIDDEN & state.errors.keys():
                state.problem = Problem(STALE_FORM)
        else:
            state.answered = state.accepted = attempt
    if state.problem.sentence:
        state.problem = replace(state.problem, form=attempt)


@asynccontextmanager
async def answering_anew(
    state: Form, form: Mapping[str, str], again: Callable[[], Awaitable[object]]
) -> AsyncIterator[None]:
    """Answer like `answering`; `again` reads a page that a refusal showed to be out of date.

    Somebody else was faster. What the refusal says stays, also when nothing can be read.
    """
    with answering(state, form):
        yield
    if (state.problem.sentence or state.theirs) and state.answered != state.accepted:
        with suppress(DomainError):
            await again()


@contextmanager
def failures(state: Page) -> Iterator[None]:
    """Run what a page needs; on failure the banner says what happened."""
    state.problem = Problem()
    try:
        yield
    except ValidationError as invalid:
        state.problem = Problem(" ".join(sentences(invalid).values()))
    except DomainError as refused:
        state.problem = Problem(str(refused), remedy=_REMEDIES.get(refused.code, ""))
    except Exception as unexpected:  # noqa: BLE001  # the last place that can still tell the user
        state.problem = Problem(UNEXPECTED, report(unexpected))


def _beside(refused: ValidationError | DomainError) -> dict[str, str]:
    """The sentences that stand beside fields; none where no field is to blame."""
    if isinstance(refused, ValidationError):
        return sentences(refused)
    if isinstance(refused, StaleFields):
        return dict.fromkeys(refused.theirs, CHANGED_ELSEWHERE)
    return {refused.field: str(refused)} if refused.field else {}


def report(unexpected: BaseException) -> str:
    """Log what nobody foresaw, once, and return the reference that finds the line again."""
    what = describe(unexpected)
    reference = _reference(what, int(time.monotonic() // MINUTE))
    LOG.error("reference %s: %s", reference, what)
    return reference


@lru_cache(maxsize=MOST)
def _reference(what: str, minute: int) -> str:  # noqa: ARG001  # each minute has its own
    """One for the same failure within a minute: a stranger may cause it as often as they like."""
    reference = secrets.token_hex(4)
    _issued.append(reference)
    return reference


class Failure(SessionState):
    """Shows the banner for failures that no handler caught."""

    @rx.event
    @anyone
    async def show(self, reference: str) -> None:
        """Show a reference that this server gave out; anything else is ignored."""
        if reference in _issued:
            self.problem = Problem(UNEXPECTED, reference)

    @rx.event
    @anyone
    async def show_unreadable(self) -> None:
        """Say that the text of the last action was refused by the gate."""
        self.problem = Problem(UNREADABLE)


def show_failure(exception: Exception) -> rx.event.EventSpec:
    """Answer whatever passed a handler: a line in the log, a reference in the banner."""
    return Failure.show(report(exception))  # pyright: ignore[reportReturnType]  # called, it is one


def hear_browser(exception: Exception) -> None:
    """Note in one line what a browser reports of itself."""
    BROWSER.warning("browser: %s", harmless(str(exception))[:200])
