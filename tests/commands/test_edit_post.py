from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from commands.delete_post import DeletePost
from commands.edit_post import EditPost
from commands.publish_post import PublishPost
from commands.transaction import execute
from domain.access import GUEST, Actor, Role
from domain.errors import DomainError, EmailUnverified, Forbidden, PostNotFound, StaleFields
from domain.ids import new_id
from queries.get_user import GetUser
from tests.facts import differences, history, rows, set_status
from tests.mails import MAILING


@pytest.fixture
def post(do, ann):
    return do(PublishPost(command_id=new_id(), text="Hello"), ann)


def edit(post_id, text="Hi"):
    return EditPost(command_id=new_id(), post_id=post_id, text=text)


def shown(database):
    """The text and whether it is marked as edited, of each post."""
    return rows(database, "select text, edited_at > published_at from shown_posts order by id")


def test_the_new_text_is_shown_as_edited_and_nothing_is_counted(do, ask, database, ann, post):
    do(edit(post), ann)

    assert shown(database) == [("Hi", True)]
    assert ask(GetUser(user_id=ann.user_id)).post_count == 1
    assert differences(database) == []


def test_other_posts_stay_as_they_are(do, database, ann, post):
    other = do(PublishPost(command_id=new_id(), text="Other"), ann)

    do(edit(post), ann)
    assert shown(database) == [("Hi", True), ("Other", None)]
    do(edit(other, "New"), ann)
    assert shown(database) == [("Hi", True), ("New", True)]


def test_the_history_keeps_before_and_after(do, database, ann, post):
    do(edit(post), ann)

    assert history(database, ann.user_id) == [
        ("PostPublished", {}, {"text": "Hello"}),
        ("PostEdited", {"text": "Hello"}, {"text": "Hi"}),
    ]


def test_a_repeat_changes_nothing_more(do, database, ann, post):
    command = edit(post)
    do(command, ann)
    do(edit(post, "Latest"), ann)

    do(command, ann)

    assert shown(database) == [("Latest", True)]
    assert len(history(database, ann.user_id)) == 3


def test_of_two_edits_of_one_text_the_second_is_told_what_is_there(do, database, ann, post):
    seen = {"post_id": post, "seen": "Hello"}
    do(EditPost(command_id=new_id(), text="Hi", **seen), ann)

    with pytest.raises(StaleFields) as refused:
        do(EditPost(command_id=new_id(), text="Late", **seen), ann)

    assert refused.value.theirs == {"text": "Hi"}
    assert shown(database) == [("Hi", True)]
    do(EditPost(command_id=new_id(), text="Late", post_id=post, seen="Hi"), ann)
    assert shown(database) == [("Late", True)]


def test_an_edit_without_a_change_leaves_no_trace(do, ask, database, ann, post):
    before = ask(GetUser(user_id=ann.user_id))

    do(edit(post, " Hello "), ann)

    assert ask(GetUser(user_id=ann.user_id)) == before
    assert shown(database) == [("Hello", None)]
    assert len(history(database, ann.user_id)) == 1
    assert differences(database) == []


@pytest.mark.parametrize("role", list(Role))
def test_nobody_edits_the_post_of_somebody_else(do, database, post, register, role):
    with pytest.raises(Forbidden):
        do(edit(post), Actor(role, register("Bob")))
    assert shown(database) == [("Hello", None)]


def test_a_guest_edits_nothing(do, post):
    with pytest.raises(Forbidden):
        do(edit(post), GUEST)


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_no_longer_active_edits_nothing(do, database, ann, post, status):
    set_status(database, ann.user_id, status)

    with pytest.raises(Forbidden):
        do(edit(post), ann)
    assert shown(database) == [("Hello", None)]


def test_a_post_that_is_gone_is_not_found(do, ann, post):
    do(DeletePost(command_id=new_id(), post_id=post), ann)

    for post_id in (post, new_id()):
        with pytest.raises(PostNotFound, match=r"This post is no longer there\."):
            do(edit(post_id), ann)


def test_simultaneous_edits_and_a_removal_tell_one_story(database, ask, ann, post):
    """Each edit begins where the one before it ended, and none comes after the removal."""
    start = Barrier(8)

    def act(n):
        start.wait()
        try:
            for step in range(5):
                execute(edit(post, f"{n}.{step}"), ann, database.writing)
            execute(DeletePost(command_id=new_id(), post_id=post), ann, database.writing)
        except DomainError as refused:
            return type(refused)

    with ThreadPoolExecutor(8) as threads:
        refusals = list(threads.map(act, range(8)))

    story = history(database, ann.user_id)
    begun = sorted(before["text"] for _, before, _ in story if before)
    ended = sorted(after["text"] for _, _, after in story if after)
    assert begun == ended
    assert (refusals.count(None), refusals.count(PostNotFound)) == (1, 7)
    assert [name for name, *_ in story].count("PostDeleted") == 1
    assert ask(GetUser(user_id=ann.user_id)).post_count == 0
    assert differences(database) == []


def test_where_mail_is_configured_only_a_verified_person_edits(do, database, ann, post):
    with pytest.raises(EmailUnverified):
        do(edit(post), ann, MAILING)

    assert shown(database) == [("Hello", None)]
