import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import pytest
from pydantic import AfterValidator, Field

from app.feedback.form_errors import STALE_FORM, UNEXPECTED, answering, answering_anew, failures
from app.identity.session_state import Problem
from app.urls.routes import ACCOUNT
from commands.register_user import RegisterUser
from domain.errors import (
    EmailTaken,
    EmailUnverified,
    PasswordNeeded,
    PostNotFound,
    StaleVersion,
    Unavailable,
)
from domain.ids import new_id
from domain.parsing import parsed


class Colour(StrEnum):
    RED = "red"


def _odd(text: str) -> str:
    message = "Enter something odd."
    if text == "even":
        raise ValueError(message)
    return text


@parsed
class Command:
    command_id: UUID
    name: Annotated[str, Field(min_length=1, max_length=5)]
    secret: Annotated[str, Field(min_length=15)]
    colour: Colour
    age: Annotated[int, Field(ge=1)]
    odd: Annotated[str, AfterValidator(_odd)]


@dataclass
class Page:
    typed: str = "kept"
    message: str = "Old."
    errors: dict[str, str] = field(default_factory=lambda: {"old": "Old."})
    problem: Problem = Problem("Old.")  # noqa: RUF009
    answered: str = ""
    accepted: str = ""
    password_needed: str = ""


FORM = {"command_id": "the attempt"}
GOOD = {"command_id": new_id(), "name": "Ann", "secret": "x" * 15, "colour": "red", "age": 1}


def test_success_clears_what_was_said_before() -> None:
    page = Page()

    with answering(page, FORM):
        Command(**GOOD, odd="odd")

    assert (page.errors, page.problem) == ({}, Problem())


def test_a_form_learns_that_it_was_carried_out() -> None:
    page = Page()

    with answering(page, FORM):
        page.message = "Done."

    assert (page.answered, page.accepted) == ("the attempt", "the attempt")
    assert (page.message, page.errors, page.problem) == ("Done.", {}, Problem())


@pytest.mark.parametrize("refusal", [EmailTaken, StaleVersion])
def test_a_form_learns_that_it_was_refused(refusal: type[Exception]) -> None:
    page = Page()

    with answering(page, FORM):
        raise refusal

    assert (page.answered, page.accepted, page.message) == ("the attempt", "", "")


@pytest.mark.parametrize("unclear", [Unavailable, LookupError])
def test_what_may_have_been_done_is_not_answered(unclear: type[Exception]) -> None:
    page = Page()

    with answering(page, FORM):
        raise unclear

    assert (page.answered, page.accepted) == ("", "")
    assert page.problem.sentence


def test_what_takes_the_password_first_is_asked_for_it_and_is_not_answered() -> None:
    page = Page()

    with answering(page, FORM):
        raise PasswordNeeded

    assert (page.password_needed, page.answered, page.problem) == ("the attempt", "", Problem())

    with answering(page, FORM):
        page.message = "Done."

    assert (page.password_needed, page.accepted) == ("", "the attempt")


def test_a_refusal_names_the_page_where_it_is_put_right() -> None:
    page = Page()

    with answering(page, FORM):
        raise EmailUnverified

    assert page.problem == Problem(EmailUnverified.sentence, form="the attempt", remedy=ACCOUNT)


def test_every_wrong_field_gets_one_human_sentence() -> None:
    page = Page()
    bad = {"name": "", "secret": "short", "colour": "blue", "age": "x", "odd": "even"}

    with answering(page, FORM):
        Command(**GOOD | bad)

    assert page.errors == {
        "name": "Fill this in.",
        "secret": "Enter at least 15 characters.",
        "colour": "Choose one of the options.",
        "age": "Enter a whole number.",
        "odd": "Enter something odd.",
    }
    assert (page.typed, page.problem) == ("kept", Problem())


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"name": "too long"}, "Enter at most 5 characters."),
        ({"name": 7}, "Enter text."),
        ({"age": 0}, "Enter 1 or more."),
        ({"age": None}, "Enter a whole number."),
    ],
)
def test_sentences_by_kind_of_mistake(bad: dict[str, object], sentence: str) -> None:
    page = Page()

    with answering(page, FORM):
        Command(**GOOD | bad, odd="odd")

    assert [*page.errors.values()] == [sentence]


def test_a_field_that_no_form_shows_is_said_in_the_banner() -> None:
    page = Page()

    with answering(page, FORM):
        Command(**GOOD | {"command_id": "x"}, odd="odd")

    assert page.problem == Problem(STALE_FORM, form="the attempt")


def test_a_refusal_with_a_field_stands_beside_it() -> None:
    page = Page()

    with answering(page, FORM):
        raise EmailTaken

    assert page.errors == {"email": EmailTaken.sentence}
    assert page.problem == Problem()


def test_a_refusal_without_a_field_stands_in_the_banner() -> None:
    page = Page()

    with answering(page, FORM):
        raise StaleVersion

    assert page.errors == {}
    assert page.problem == Problem(StaleVersion.sentence, form="the attempt")


def refused_and_read_again(refusal: Exception, again: Callable[[], None]) -> Page:
    page = Page()

    async def read() -> None:
        again()

    async def handle() -> None:
        async with answering_anew(page, FORM, read):
            raise refusal

    asyncio.run(handle())
    return page


def test_after_a_refusal_the_page_is_read_again_and_the_sentence_stays() -> None:
    times: list[int] = []

    page = refused_and_read_again(PostNotFound(), lambda: times.append(1))

    assert times == [1]
    assert page.problem == Problem(PostNotFound.sentence, form="the attempt")


def test_a_page_that_cannot_be_read_again_says_why_it_was_refused() -> None:
    def fail() -> None:
        raise Unavailable

    page = refused_and_read_again(PostNotFound(), fail)

    assert page.problem.sentence == PostNotFound.sentence


@pytest.mark.parametrize("outcome", [EmailTaken(), Unavailable()])
def test_what_is_no_news_of_others_reads_nothing_again(outcome: Exception) -> None:
    times: list[int] = []

    refused_and_read_again(outcome, lambda: times.append(1))

    assert times == []


def test_a_failed_load_belongs_to_no_form() -> None:
    page = Page()

    with failures(page):
        raise Unavailable

    assert page.problem == Problem(Unavailable.sentence)


def test_the_unforeseen_is_logged_once_and_shown_as_a_reference(
    caplog: pytest.LogCaptureFixture,
) -> None:
    page = Page()

    with failures(page):
        message = "hunter2"
        raise LookupError(message)

    assert page.problem.sentence == UNEXPECTED
    assert len(caplog.records) == 1
    assert page.problem.reference in caplog.text
    assert "hunter2" not in caplog.text
    assert "test_form_errors.py" in caplog.text


def test_no_word_of_pydantic_reaches_the_real_form() -> None:
    page = Page()

    with answering(page, FORM):
        RegisterUser(command_id=new_id(), email="x", name="\x00", password="short")

    assert set(page.errors) == {"email", "name", "password"}
    assert "value" not in " ".join(page.errors.values()).lower()
