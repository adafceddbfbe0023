from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.values import Bio, Email, Moment, Name, NewPassword, words

email = TypeAdapter(Email).validate_python
name = TypeAdapter(Name).validate_python
bio = TypeAdapter(Bio).validate_python
password = TypeAdapter(NewPassword).validate_python
moment = TypeAdapter(Moment).validate_python


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  A@Ex.COM ", "A@ex.com"),
        ("ann.lee+list@example.org", "ann.lee+list@example.org"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
    ],
)
def test_an_email_keeps_its_name_and_lowers_its_domain(typed, kept):
    assert email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "ann", "ann@", "@example.org", "a b@example.org", "jürgen@example.org", "a@b@c.org",
     "ann@example.org\nbcc: bob@example.org", "ann@-example.org", "a" * 65 + "@example.org",
     "ann\0@example.org", "ann@exam\ud800ple.org"],
)  # fmt: skip
def test_what_is_not_an_email_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError, match=r"Enter an e-mail address like name@example.org"):
        email(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Ann \t Lee ", "Ann Lee"), ("Zoe\u0301", "Zo\u00e9"), ("李小龍", "李小龍"),
     ("👩\u200d🚀", "👩\u200d🚀"), ("علی\u200cرضا", "علی\u200cرضا")],
)  # fmt: skip
def test_names_of_every_script_are_kept(typed, kept):
    assert name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "\u200b", "\u200d\u200c", "\u200b \u200b", "\u00ad", "\u3164", "\u2800", "\u200e",
     "\u0301", "\u180e", "\U000e0041", "\ufe0f"],
)  # fmt: skip
def test_an_invisible_name_is_refused(typed):
    with pytest.raises(ValidationError, match="Enter a name"):
        name(typed)


@pytest.mark.parametrize("typed", ["a\0b", "a\u202eb", "a\x1bb", "a\ud800b", "a\u2066b"])
@pytest.mark.parametrize("parse", [name, bio])
def test_hidden_control_characters_are_refused(parse, typed):
    with pytest.raises(ValidationError, match="invisible control characters"):
        parse(typed)


def test_a_bio_keeps_its_lines_and_may_be_empty():
    assert bio(" one\r\ntwo\rthree ") == "one\ntwo\nthree"
    assert bio("") == ""


@pytest.mark.parametrize(("parse", "limit"), [(name, 200), (bio, 2_000)])
def test_limits_are_counted_in_characters(parse, limit):
    assert parse("é" * limit) == "é" * limit
    with pytest.raises(ValidationError, match=f"at most {limit:,} characters"):
        parse("é" * (limit + 1))


def test_a_new_password_is_long_and_never_shown():
    with pytest.raises(ValidationError, match="at least 15 characters") as short:
        password("hunter2")
    with pytest.raises(ValidationError, match="at most 1,024 characters"):
        password("x" * 1_025)

    assert "hunter2" not in repr(password("hunter2" * 3))
    assert short.value.errors()[0]["loc"] == ()


def test_a_moment_is_kept_in_utc():
    assert moment("2099-01-31T12:00:00+01:00").isoformat() == "2099-01-31T11:00:00+00:00"


@pytest.mark.parametrize("typed", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
def test_a_moment_that_no_database_gives_back_is_refused(typed):
    with pytest.raises(ValidationError, match="Choose a nearer one"):
        moment(typed)


@pytest.mark.parametrize(
    "typed",
    ["2099", "4070908800", "4070908800.5", "-1", "1e9", " 2099", "٢٠٩٩", "2099-01-31", "12:00Z",
     "", "soon", 4070908800, 4070908800.5, True, b"2099"],
)  # fmt: skip
def test_what_is_not_written_as_a_moment_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError, match="Enter a date and a time with its time zone"):
        moment(typed)


@pytest.mark.parametrize(
    "typed", ["2099-01-31T11:00Z", "2099-01-31T11:00:00.000Z", "2099-01-31 12:00:00+01:00"]
)
def test_the_ways_to_write_a_moment(typed):
    assert moment(typed) == moment(datetime(2099, 1, 31, 11, tzinfo=UTC))


def test_a_search_never_fails_and_is_bounded():
    assert words(" Ann\0LEE \ud800 ") == ("Ann", "LEE")
    assert len(words("a " * 500)) == 10
    assert len("".join(words("x" * 5_000))) == 200


@given(st.text())
def test_parsing_a_name_twice_changes_nothing_more(text):
    try:
        once = name(text)
    except ValidationError:
        return
    assert name(once) == once


@given(st.emails())
def test_parsing_an_email_twice_changes_nothing_more(text):
    try:
        once = email(text)
    except ValidationError:
        return
    assert email(once) == once
