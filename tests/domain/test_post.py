from datetime import UTC, datetime, timedelta

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.errors import StaleFields
from domain.events import PostDeleted, PostEdited, PostPublished
from domain.ids import new_id
from domain.post import Post
from domain.values import PostText

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ANN = new_id()
post_text = TypeAdapter(PostText).validate_python


def test_a_new_post_is_published_with_its_text():
    post = Post.new(ANN, "Hello", NOW)

    assert post.published() == PostPublished(ANN, after={"text": "Hello"})
    assert post.inserted_at == post.updated_at == NOW


def test_an_edit_says_what_was_written_before():
    post = Post.new(ANN, "Hello", NOW)

    assert post.edit("Hi", LATER) == PostEdited(ANN, {"text": "Hello"}, {"text": "Hi"})
    assert (post.text, post.inserted_at, post.updated_at) == ("Hi", NOW, LATER)


def test_an_edit_of_a_text_that_changed_since_is_told_what_is_there():
    post = Post.new(ANN, "Hello", NOW)
    post.edit("Hi", LATER, seen="Hello")

    with pytest.raises(StaleFields) as refused:
        post.edit("Good morning", LATER, seen="Hello")

    assert refused.value.theirs == {"text": "Hi"}
    assert post.edit("Hi", LATER, seen="Hello") is None
    assert post.edit("Good morning", LATER, seen="Hi")


def test_an_edit_without_a_change_is_no_event():
    post = Post.new(ANN, "Hello", NOW)

    assert post.edit("Hello", LATER) is None
    assert post.updated_at == NOW


def test_a_deleted_post_says_what_was_written():
    assert Post.new(ANN, "Hello", NOW).deleted() == PostDeleted(ANN, before={"text": "Hello"})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Zoe\u0301 \n", "Zo\u00e9"),
        ("one\r\ntwo\rthree\n\n\tfour", "one\ntwo\nthree\n\n\tfour"),
        ("👩\u200d🚀 李小龍 علی\u200cرضا", "👩\u200d🚀 李小龍 علی\u200cرضا"),
        ("👋", "👋"),
    ],
)
def test_the_lines_of_every_script_are_kept(typed, kept):
    assert post_text(typed) == kept


@pytest.mark.parametrize("typed", ["a\0b", "a\x1bb", "a\x7fb", "a\ud800b", "a\u202eb", "a\u2066b"])
def test_hidden_control_characters_are_refused(typed):
    with pytest.raises(ValidationError, match="Remove the invisible control characters"):
        post_text(typed)


@pytest.mark.parametrize("typed", ["", " \n\t ", "\u200b", "\u3164", "\u0301"])
def test_a_post_shows_something(typed):
    with pytest.raises(ValidationError, match="Write something first"):
        post_text(typed)


@pytest.mark.parametrize("character", ["e", "é", "😀"])
def test_the_limit_is_5_000_code_points(character):
    assert len(post_text(character * 5_000)) == 5_000
    with pytest.raises(ValidationError, match="at most 5,000 characters; this has 5,001"):
        post_text(character * 5_001)


def test_the_limit_counts_what_is_kept():
    assert len(post_text("e\u0301" * 5_000 + "\r\n" * 5_000)) == 5_000
