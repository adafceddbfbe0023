"""The values themselves: what is kept of each, and how long it takes to say so."""

import time
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr, TypeAdapter, ValidationError

from app.identity.cookies import COOKIE
from app.urls.safe_redirect import cursor, local
from domain.values import (
    Bio,
    Email,
    Moment,
    Name,
    NewPassword,
    Password,
    PostText,
    Reason,
    TypedEmail,
    words,
)
from tests.hostile import corpus
from tests.hostile.corpus import Row

ROWS = {
    Name: corpus.NAMES,
    Bio: corpus.BIOS,
    PostText: corpus.POSTS,
    Reason: corpus.REASONS,
    Email: corpus.EMAILS,
    NewPassword: corpus.PASSWORDS,
    UUID: corpus.IDS,
    Moment: corpus.MOMENTS,
}
NAMES = ["name", "bio", "post", "reason", "email", "password", "id", "moment"]
KINDS = [*ROWS, Password, TypedEmail]


def parsed(kind: Any, value: Any) -> Any:
    """As it would be written down; None when it is refused."""
    try:
        found = TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return None
    if isinstance(found, SecretStr):
        return found.get_secret_value()
    return found if isinstance(found, str) else str(found).replace(" ", "T")


@pytest.mark.parametrize(("kind", "rows"), ROWS.items(), ids=NAMES)
def test_of_each_value_is_kept_what_is_documented(kind: Any, rows: list[Row]) -> None:
    found = {row.kind: parsed(kind, row.value) for row in rows}

    assert found == {row.kind: row.stored for row in rows}


@pytest.mark.parametrize("kind", [Name, Bio, PostText, Reason, Email, NewPassword])
def test_what_is_no_text_is_refused(kind: Any) -> None:
    found = {name: parsed(kind, value) for name, value in corpus.NO_TEXT.items()}

    assert found == dict.fromkeys(corpus.NO_TEXT)


def test_one_is_led_to_a_page_of_ours_only() -> None:
    found = {row.kind: local(row.value) for row in corpus.TARGETS}

    assert found == {row.kind: row.stored for row in corpus.TARGETS}


def test_a_cursor_that_is_none_begins_with_the_first_page() -> None:
    found = {row.kind: cursor(row.value) for row in corpus.IDS}

    ids = {row.kind: UUID(row.stored) if row.stored else None for row in corpus.IDS}
    assert found == ids | {"wide digits": UUID(corpus.ID)}  # digits of any script make an id


def test_no_cookie_but_one_of_ours_is_a_session() -> None:
    found = {kind for kind, each in corpus.TOKENS.items() if COOKIE.read(f"{COOKIE.name}={each}")}

    assert found == {"right length"}


@pytest.mark.parametrize("slow", corpus.SLOW)
def test_nothing_takes_long_to_be_read(slow: str) -> None:
    kinds = dict(zip([*NAMES, "typed password", "typed e-mail"], KINDS, strict=True))
    reading = {name: TypeAdapter(kind).validate_python for name, kind in kinds.items()}
    reading |= {"search": words, "target": local, "cursor": cursor}
    durations = {}

    for name, read in reading.items():
        start = time.thread_time()
        with suppress(ValidationError):
            read(corpus.SLOW[slow])
        durations[name] = time.thread_time() - start

    assert {name: spent for name, spent in durations.items() if spent > 0.05} == {}
