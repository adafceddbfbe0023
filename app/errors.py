"""The one place where failures get words: beside a field, or in the banner with a reference."""

import logging
import secrets
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Protocol

import reflex as rx
from pydantic import ValidationError

from app.logs import describe, harmless
from app.session import Problem, SessionState, anyone
from domain.errors import DomainError

LOG: Final = logging.getLogger("rollcall")
UNEXPECTED: Final = (
    "Something went wrong on our side. Try again; "
    "if it happens again, tell an administrator this reference."
)
STALE_FORM: Final = "This form is out of date. Reload the page and try again."
CHECK_FIELDS: Final = "Check the marked fields."
UNREADABLE: Final = "That text has characters that cannot be stored. Remove them and try again."

# Fields of a command that no form shows, so no sentence can stand beside them.
_HIDDEN: Final = frozenset({"", "command_id", "user_id", "version"})
_SENTENCES: Final = {
    "missing": "Fill this in.",
    "string_type": "Enter text.",
    "string_too_short": "Enter at least {min_length} characters.",
    "string_too_long": "Enter at most {max_length} characters.",
    "int_parsing": "Enter a whole number.",
    "int_type": "Enter a whole number.",
    "greater_than_equal": "Enter {ge} or more.",
    "less_than_equal": "Enter {le} or less.",
    "enum": "Choose one of the options.",
    "literal_error": "Choose one of the options.",
}
_issued: deque[str] = deque(maxlen=1000)


class Form(Protocol):
    """A page state that shows sentences beside its fields."""

    errors: dict[str, str]
    problem: Problem


class Page(Protocol):
    """A page state that shows the banner."""

    problem: Problem


@contextmanager
def field_errors(state: Form) -> Iterator[None]:
    """Run a form's command; on failure say what is wrong and leave what was typed alone."""
    state.errors = {}
    with failures(state):
        try:
            yield
        except ValidationError as invalid:
            state.errors = sentences(invalid)
            if _HIDDEN & state.errors.keys():
                state.problem = Problem(STALE_FORM)
        except DomainError as refused:
            if refused.field is None:
                raise
            state.errors = {refused.field: str(refused)}


@contextmanager
def failures(state: Page) -> Iterator[None]:
    """Run what a page needs; on failure the banner says what happened."""
    state.problem = Problem()
    try:
        yield
    except ValidationError as invalid:
        state.problem = Problem(" ".join(sentences(invalid).values()))
    except DomainError as refused:
        state.problem = Problem(str(refused))
    except Exception as unexpected:  # noqa: BLE001  # the last place that can still tell the user
        state.problem = Problem(UNEXPECTED, report(unexpected))


def sentences(invalid: ValidationError) -> dict[str, str]:
    """Return one sentence for each wrong field, the first that applies."""
    found: dict[str, str] = {}
    for error in invalid.errors(include_url=False, include_input=False):
        field = str(error["loc"][0]) if error["loc"] else ""
        found.setdefault(field, _sentence(error["type"], error.get("ctx", {})))
    return found


def report(unexpected: BaseException) -> str:
    """Log what nobody foresaw, once, and return the reference that finds the line again."""
    reference = secrets.token_hex(4)
    _issued.append(reference)
    LOG.error("reference %s: %s", reference, describe(unexpected))
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
    LOG.warning("browser: %s", harmless(str(exception))[:200])


def _sentence(kind: str, context: dict[str, Any]) -> str:
    if kind == "value_error" and isinstance(context.get("error"), ValueError):
        return str(context["error"])
    if kind == "string_too_short" and context["min_length"] == 1:
        kind = "missing"
    return _SENTENCES.get(kind, "This value is not valid.").format(**context)
