from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from commands.publish_post import PublishPost
from commands.transaction import execute
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import CommandReused, EmailUnverified, Forbidden, NotFound
from domain.ids import new_id
from queries.get_user import GetUser
from queries.user_statistics import UserStatistics
from tests.facts import differences, history, rows, set_status
from tests.mails import MAILING


def publish(text="Hello", **changes):
    return PublishPost(**{"command_id": new_id(), "text": text} | changes)


def posts(database):
    return rows(database, "select id, author_id, text, edited_at from shown_posts order by id")


def test_a_post_is_shown_and_counted_at_once(do, ask, database, ann):
    first, second = do(publish("One"), ann), do(publish("Two"), ann)

    assert posts(database) == [
        (first, ann.user_id, "One", None),
        (second, ann.user_id, "Two", None),
    ]
    assert ask(GetUser(user_id=ann.user_id)).post_count == 2
    assert ask(UserStatistics()).total_posts == 2
    assert differences(database) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Zoe\u0301\r\n李小龍 ", "Zo\u00e9\n李小龍"), ("😀" * 5_000, "😀" * 5_000)],
)
def test_the_text_is_kept_as_it_was_written(do, database, ann, typed, kept):
    do(publish(typed), ann)

    assert [text for _, _, text, _ in posts(database)] == [kept]


def test_the_history_keeps_the_text(do, database, ann):
    do(publish(), ann)

    assert history(database, ann.user_id) == [("PostPublished", {}, {"text": "Hello"})]


def test_a_repeat_publishes_nothing_more_and_gets_the_first_answer(do, database, ann):
    command = publish()

    assert do(command, ann) == do(command, ann)
    assert len(posts(database)) == 1


def test_a_repeat_with_another_text_is_refused(do, database, ann):
    command_id = new_id()
    do(publish("One", command_id=command_id), ann)

    with pytest.raises(CommandReused):
        do(publish("Two", command_id=command_id), ann)
    assert len(posts(database)) == 1


def test_eight_simultaneous_clicks_with_one_command_id_publish_once(database, ann):
    command, start = publish(), Barrier(8)

    def click(_):
        start.wait()
        return execute(command, ann, database.writing)

    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(click, range(8)))

    assert answers == {post_id for post_id, *_ in posts(database)}
    assert len(answers) == 1
    assert differences(database) == []


@pytest.mark.parametrize("actor", [GUEST, SYSTEM, Actor(Role.MEMBER)])
def test_only_somebody_publishes(do, database, ann, actor):
    with pytest.raises(Forbidden):
        do(publish(), actor)
    assert posts(database) == []


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_no_longer_active_publishes_nothing(do, database, ann, status):
    set_status(database, ann.user_id, status)

    with pytest.raises(Forbidden):
        do(publish(), ann)
    assert (posts(database), history(database, ann.user_id)) == ([], [])


def test_a_person_who_is_gone_is_not_found(do):
    with pytest.raises(NotFound):
        do(publish(), Actor(Role.MEMBER, new_id()))


def test_eight_clients_publish_at_once_and_each_post_of_one_author_is_counted(
    database, ask, ann, times
):
    each = times(40, 250)

    def client(number):
        for n in range(each):
            execute(publish(f"Post {n} of client {number}"), ann, database.writing)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(client, range(8)))

    assert ask(GetUser(user_id=ann.user_id)).post_count == 8 * each
    assert ask(UserStatistics()).total_posts == 8 * each
    assert len({text for _, _, text, _ in posts(database)}) == 8 * each
    assert differences(database) == []


def test_where_mail_is_configured_only_a_verified_person_posts(do, database, ann):
    with pytest.raises(EmailUnverified):
        do(publish(), ann, MAILING)

    assert posts(database) == []
