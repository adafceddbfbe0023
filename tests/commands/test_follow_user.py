from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from commands import transaction
from commands.follow_user import FollowUser
from commands.transaction import execute
from commands.unfollow_user import UnfollowUser
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import EmailUnverified, FollowsOneself, Forbidden, NotFound
from domain.ids import new_id
from queries.get_user import GetUser
from tests.console.processes import eventually
from tests.facts import differences, history, rows, set_status
from tests.mails import MAILING

WAITING = """
select 1 from pg_locks join pg_stat_activity using (pid)
where not granted and datname = current_database()
"""


@pytest.fixture
def bob(register):
    return Actor(Role.MEMBER, register("Bob"))


@pytest.fixture
def counts(ask):
    """How many follow the person, and how many the person follows."""

    def counts(actor):
        profile = ask(GetUser(user_id=actor.user_id))
        return profile.follower_count, profile.following_count

    return counts


def follow(actor):
    return FollowUser(command_id=new_id(), user_id=actor.user_id)


def pairs(database):
    return rows(database, "select follower_id, followed_id from followings")


def test_the_counts_of_both_people_move_in_one_commit(do, database, counts, ann, bob):
    do(follow(bob), ann)

    assert (counts(ann), counts(bob)) == ((0, 1), (1, 0))
    assert pairs(database) == [(ann.user_id, bob.user_id)]
    [[both]] = rows(database, "select count(distinct refreshed_at) from user_summaries")
    assert both == 1
    assert differences(database) == []


def test_two_people_follow_each_other(do, database, counts, ann, bob):
    do(follow(bob), ann)
    do(follow(ann), bob)

    assert (counts(ann), counts(bob)) == ((1, 1), (1, 1))
    assert differences(database) == []


def test_both_histories_name_the_other_person(do, database, ann, bob):
    do(follow(bob), ann)

    followed, follower = {"followed": str(bob.user_id)}, {"follower": str(ann.user_id)}
    assert history(database, ann.user_id) == [("FollowingStarted", {}, followed)]
    assert history(database, bob.user_id) == [("FollowerGained", {}, follower)]


def test_following_twice_succeeds_and_counts_once(do, ask, database, counts, ann, bob):
    do(follow(bob), ann)
    before = [ask(GetUser(user_id=each.user_id)) for each in (ann, bob)]

    do(follow(bob), ann)

    assert [ask(GetUser(user_id=each.user_id)) for each in (ann, bob)] == before
    assert len(history(database, ann.user_id)) == len(history(database, bob.user_id)) == 1
    assert differences(database) == []


def test_a_repeat_after_unfollowing_does_not_follow_again(do, counts, ann, bob):
    command = follow(bob)
    do(command, ann)
    do(UnfollowUser(command_id=new_id(), user_id=bob.user_id), ann)

    do(command, ann)

    assert (counts(ann), counts(bob)) == ((0, 0), (0, 0))


def test_eight_simultaneous_follows_of_one_pair_count_once(database, counts, ann, bob):
    start = Barrier(8)

    def act(_):
        start.wait()
        execute(follow(bob), ann, database.writing)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(act, range(8)))

    assert (counts(ann), counts(bob)) == ((0, 1), (1, 0))
    assert len(history(database, bob.user_id)) == 1
    assert differences(database) == []


def test_crossed_follows_neither_deadlock_nor_drift(database, counts, ann, bob, monkeypatch):
    monkeypatch.setattr(transaction, "TRIES", 1)  # a deadlock is seen, not tried again
    start = Barrier(8)

    def act(n):
        actor, other = (ann, bob) if n % 2 else (bob, ann)
        start.wait()
        for _ in range(12):
            execute(follow(other), actor, database.writing)
            unfollow = UnfollowUser(command_id=new_id(), user_id=other.user_id)
            execute(unfollow, actor, database.writing)
        execute(follow(other), actor, database.writing)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(act, range(8)))

    assert len(pairs(database)) == 2
    assert (counts(ann), counts(bob)) == ((1, 1), (1, 1))
    assert differences(database) == []


def test_nobody_follows_themselves(do, database, ann):
    with pytest.raises(FollowsOneself, match="Nobody can follow themselves"):
        do(follow(ann), ann)
    assert pairs(database) == []


@pytest.mark.parametrize("actor", [GUEST, SYSTEM, Actor(Role.MEMBER)])
def test_only_somebody_follows(do, bob, actor):
    with pytest.raises(Forbidden):
        do(follow(bob), actor)


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_no_longer_active_follows_nobody(do, database, ann, bob, status):
    set_status(database, ann.user_id, status)

    with pytest.raises(Forbidden):
        do(follow(bob), ann)
    assert pairs(database) == []


@pytest.mark.parametrize("status", ["inactive", "suspended"])
@pytest.mark.parametrize("role", list(Role))
def test_who_is_no_longer_active_is_not_found(do, database, ann, bob, status, role):
    set_status(database, bob.user_id, status)

    with pytest.raises(NotFound, match="User not found"):
        do(follow(bob), Actor(role, ann.user_id))
    assert pairs(database) == []


def test_who_never_was_is_not_found(do, ann):
    with pytest.raises(NotFound, match="User not found"):
        do(follow(Actor(Role.MEMBER, new_id())), ann)


def test_where_mail_is_configured_only_a_verified_person_follows(do, database, ann, bob):
    with pytest.raises(EmailUnverified):
        do(follow(bob), ann, MAILING)

    assert pairs(database) == []


def test_a_follow_that_waits_for_a_suspension_takes_nothing_over_from_before(database, ann, bob):
    theirs = {"id": bob.user_id}
    with ThreadPoolExecutor(1) as thread, database.owner.connect() as suspending:
        for table in ("users", "user_summaries"):
            suspend = f"update {table} set status = 'suspended' where id = :id"
            suspending.execute(text(suspend), theirs)
        following = thread.submit(execute, follow(bob), ann, database.writing)
        assert eventually(lambda: rows(database, WAITING))
        suspending.commit()
        following.result()

    shown = rows(
        database, "select status, follower_count from user_summaries where id = :id", **theirs
    )
    assert shown == [("suspended", 1)]
