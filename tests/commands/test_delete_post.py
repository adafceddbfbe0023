from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from commands import transaction
from commands.change_role import ChangeRole
from commands.delete_post import DeletePost
from commands.publish_post import PublishPost
from commands.transaction import execute
from domain import access
from domain.access import GUEST, SYSTEM, Actor, Permission, Role
from domain.errors import Forbidden, PostNotFound
from domain.ids import new_id
from queries.get_user import GetUser
from queries.user_statistics import UserStatistics
from tests.facts import differences, history, rows, set_status


@pytest.fixture
def post(do, ann):
    return do(PublishPost(command_id=new_id(), text="Hello"), ann)


@pytest.fixture
def bob(register):
    return register("Bob")


def delete(post_id):
    return DeletePost(command_id=new_id(), post_id=post_id)


def shown(database):
    return [text for (text,) in rows(database, "select text from shown_posts order by id")]


def make(database, user_id, role):
    command = ChangeRole(command_id=new_id(), user_id=user_id, role=role)
    execute(command, SYSTEM, database.writing)


def test_a_deleted_post_is_neither_shown_nor_counted(do, ask, database, ann, post):
    do(PublishPost(command_id=new_id(), text="Other"), ann)

    do(delete(post), ann)

    assert shown(database) == ["Other"]
    assert ask(GetUser(user_id=ann.user_id)).post_count == 1
    assert ask(UserStatistics()).total_posts == 1
    assert differences(database) == []


def test_the_history_keeps_the_text(do, database, ann, post):
    do(delete(post), ann)

    [_, deleted] = history(database, ann.user_id)
    assert deleted == ("PostDeleted", {"text": "Hello"}, {})


def test_a_repeat_changes_nothing_more(do, ask, ann, post):
    command = delete(post)

    do(command, ann)
    do(command, ann)

    assert ask(GetUser(user_id=ann.user_id)).post_count == 0


def test_a_post_is_deleted_once(do, ask, ann, post):
    do(delete(post), ann)

    with pytest.raises(PostNotFound):
        do(delete(post), ann)
    assert ask(GetUser(user_id=ann.user_id)).post_count == 0


def test_one_of_eight_simultaneous_deletions_wins(database, ask, ann, post):
    start = Barrier(8)

    def act(_):
        start.wait()
        try:
            return execute(delete(post), ann, database.writing)
        except PostNotFound:
            return "late"

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(act, range(8))).count("late") == 7

    assert ask(GetUser(user_id=ann.user_id)).post_count == 0
    assert differences(database) == []


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMIN])
@pytest.mark.parametrize("status", ["active", "inactive", "suspended"])
def test_a_moderator_removes_the_post_of_a_member(do, ask, database, ann, bob, post, role, status):
    set_status(database, ann.user_id, status)
    make(database, bob, role)

    do(delete(post), Actor(role, bob))

    assert shown(database) == []
    assert ask(GetUser(user_id=ann.user_id)).post_count == 0
    query = "select user_id, actor_id, before from history where name = 'PostDeleted'"
    assert rows(database, query) == [(ann.user_id, bob, {"text": "Hello"})]


@pytest.mark.parametrize(
    ("role", "of", "removes"),
    [
        (Role.MEMBER, Role.MEMBER, False),
        (Role.AUDITOR, Role.MEMBER, False),
        (Role.MODERATOR, Role.AUDITOR, True),
        (Role.MODERATOR, Role.MODERATOR, False),
        (Role.MODERATOR, Role.ADMIN, False),
        (Role.ADMIN, Role.MODERATOR, True),
        (Role.ADMIN, Role.ADMIN, True),
    ],
)
def test_only_staff_remove_posts_and_only_of_lower_ranks(
    do, attempt, database, ann, bob, post, role, of, removes
):
    make(database, ann.user_id, of)
    make(database, bob, role)

    attempt(delete(post), Actor(role, bob))

    assert shown(database) == ([] if removes else ["Hello"])


def test_rank_alone_removes_nothing(do, database, bob, post, monkeypatch):
    make(database, bob, Role.MODERATOR)
    rest = access.GRANTS[Role.MODERATOR] - {Permission.REMOVE_POSTS}
    monkeypatch.setitem(access.GRANTS, Role.MODERATOR, rest)

    with pytest.raises(Forbidden):
        do(delete(post), Actor(Role.MODERATOR, bob))
    assert shown(database) == ["Hello"]


def test_a_moderator_who_is_no_longer_active_removes_nothing(do, database, bob, post):
    set_status(database, bob, "suspended")

    with pytest.raises(Forbidden):
        do(delete(post), Actor(Role.MODERATOR, bob))
    assert shown(database) == ["Hello"]


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_no_longer_active_deletes_nothing(do, database, ann, post, status):
    set_status(database, ann.user_id, status)

    with pytest.raises(Forbidden):
        do(delete(post), ann)
    assert shown(database) == ["Hello"]


def test_a_guest_deletes_nothing(do, post):
    with pytest.raises(Forbidden):
        do(delete(post), GUEST)


def test_two_who_remove_the_posts_of_each_other_never_deadlock(
    database, ask, ann, bob, do, post, monkeypatch
):
    monkeypatch.setattr(transaction, "TRIES", 1)  # a deadlock is seen, not tried again
    people = [Actor(Role.ADMIN, ann.user_id), Actor(Role.ADMIN, bob)]
    for each in people:
        make(database, each.user_id, Role.ADMIN)
    written = [
        [do(PublishPost(command_id=new_id(), text="x"), each) for _ in range(10)] for each in people
    ]

    def remove(n):
        for post_id in written[n]:
            execute(delete(post_id), people[1 - n], database.writing)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(remove, range(2)))

    assert [ask(GetUser(user_id=each.user_id)).post_count for each in people] == [1, 0]
    assert differences(database) == []
