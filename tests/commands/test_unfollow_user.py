from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from commands.follow_user import FollowUser
from commands.transaction import execute
from commands.unfollow_user import UnfollowUser
from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden, NotFound
from domain.ids import new_id
from queries.get_user import GetUser
from tests.facts import differences, history, rows, set_status


@pytest.fixture
def bob(do, ann, register):
    """Ann follows Bob."""
    bob = Actor(Role.MEMBER, register("Bob"))
    do(FollowUser(command_id=new_id(), user_id=bob.user_id), ann)
    return bob


def unfollow(actor):
    return UnfollowUser(command_id=new_id(), user_id=actor.user_id)


def pairs(database):
    return rows(database, "select follower_id, followed_id from followings")


def test_the_counts_of_both_people_are_as_they_were(do, ask, database, ann, bob):
    do(unfollow(bob), ann)

    profiles = [ask(GetUser(user_id=each.user_id)) for each in (ann, bob)]
    assert {(each.follower_count, each.following_count) for each in profiles} == {(0, 0)}
    assert len({each.refreshed_at for each in profiles}) == 1  # one commit
    assert pairs(database) == []
    assert differences(database) == []


def test_only_this_one_follow_ends(do, ask, database, ann, bob, register):
    eve = Actor(Role.MEMBER, register("Eve"))
    for actor, other in ((ann, eve), (bob, ann), (eve, bob)):
        do(FollowUser(command_id=new_id(), user_id=other.user_id), actor)

    do(unfollow(bob), ann)

    left = {(ann.user_id, eve.user_id), (bob.user_id, ann.user_id), (eve.user_id, bob.user_id)}
    assert set(pairs(database)) == left
    assert differences(database) == []


def test_both_histories_name_the_other_person(do, database, ann, bob):
    do(unfollow(bob), ann)

    followed, follower = {"followed": str(bob.user_id)}, {"follower": str(ann.user_id)}
    assert history(database, ann.user_id)[1:] == [("FollowingEnded", followed, {})]
    assert history(database, bob.user_id)[1:] == [("FollowerLost", follower, {})]


def test_unfollowing_twice_succeeds_and_counts_once(do, ask, database, ann, bob):
    do(unfollow(bob), ann)
    do(unfollow(bob), ann)

    assert ask(GetUser(user_id=bob.user_id)).follower_count == 0
    assert len(history(database, bob.user_id)) == 2
    assert differences(database) == []


def test_a_repeat_does_not_end_a_new_follow(do, ask, ann, bob):
    command = unfollow(bob)
    do(command, ann)
    do(FollowUser(command_id=new_id(), user_id=bob.user_id), ann)

    do(command, ann)

    assert ask(GetUser(user_id=bob.user_id)).follower_count == 1


def test_eight_simultaneous_clicks_end_one_follow(database, ask, ann, bob):
    start = Barrier(8)

    def act(_):
        start.wait()
        execute(unfollow(bob), ann, database.writing)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(act, range(8)))

    assert ask(GetUser(user_id=bob.user_id)).follower_count == 0
    assert len(history(database, bob.user_id)) == 2
    assert differences(database) == []


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_no_longer_active_can_still_be_unfollowed(do, database, ann, bob, status):
    set_status(database, bob.user_id, status)

    do(unfollow(bob), ann)

    assert pairs(database) == []


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_no_longer_active_unfollows_nobody(do, database, ann, bob, status):
    set_status(database, ann.user_id, status)

    with pytest.raises(Forbidden):
        do(unfollow(bob), ann)
    assert len(pairs(database)) == 1


def test_a_guest_unfollows_nobody(do, bob):
    with pytest.raises(Forbidden):
        do(unfollow(bob), GUEST)


def test_who_never_was_is_not_found(do, ann):
    with pytest.raises(NotFound, match="User not found"):
        do(unfollow(Actor(Role.MEMBER, new_id())), ann)
