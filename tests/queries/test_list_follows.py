from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden, NotFound
from domain.ids import new_id
from queries.list_follows import FollowRow, ListFollows

MEMBER = Actor(Role.MEMBER, new_id())
MODERATOR = Actor(Role.MODERATOR, new_id())
SIDES = "followers", "following"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_each_side_lists_the_newest_follow_first(ask, person, follow):
    ann = person("Ann", follower_count=2, following_count=1)
    bob, cid = person("Bob", bio="Sails. " * 100), person("Cid")
    by_bob, by_cid = follow(bob, ann, NOON), follow(cid, ann, NOON)
    of_bob = follow(ann, bob, NOON)
    follow(bob, cid)

    followers, following = (ask(ListFollows(user_id=ann, side=side), MEMBER) for side in SIDES)

    row_of_bob = FollowRow(by_bob, bob, "Bob", ("Sails. " * 100)[:200], NOON)
    assert followers.rows == (FollowRow(by_cid, cid, "Cid", "", NOON), row_of_bob)
    assert (followers.total, followers.first, followers.last) == (2, 1, 2)
    assert [(row.id, row.user_id) for row in following.rows] == [(of_bob, bob)]
    assert following.total == 1


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_no_longer_active_is_a_row_without_name_for_all_but_staff(
    ask, person, follow, side, status
):
    ann = person("Ann", follower_count=1, following_count=1)
    gone = person("Gone", bio="Was here.", status=status)
    follows = {"followers": follow(gone, ann, NOON), "following": follow(ann, gone, NOON)}

    query = ListFollows(user_id=ann, side=side)
    for viewer in (MEMBER, Actor(Role.MEMBER, ann), Actor(reads_as_guest=True)):
        page = ask(query, viewer)
        assert page.rows == (FollowRow(follows[side], None, None, "", NOON),)
        assert page.total == 1
    [row] = ask(query, MODERATOR).rows
    assert (row.user_id, row.name, row.bio) == (gone, "Gone", "Was here.")


def test_the_total_is_that_of_the_profile(ask, person):
    ann = person("Ann", follower_count=12_431, following_count=7)

    totals = [ask(ListFollows(user_id=ann, side=side)).total for side in SIDES]

    assert totals == [12_431, 7]


def test_follows_of_who_is_not_active_are_there_for_staff_only(ask, person):
    ann = person("Ann", status="inactive")

    assert ask(ListFollows(user_id=ann, side="followers"), MODERATOR).rows == ()
    for user_id in (ann, new_id()):
        with pytest.raises(NotFound, match=r"^User not found$"):
            ask(ListFollows(user_id=user_id, side="followers"), MEMBER)


def test_guests_see_nobody_and_there_is_no_third_side(ask, ann):
    with pytest.raises(Forbidden):
        ask(ListFollows(user_id=ann.user_id, side="followers"), GUEST)
    with pytest.raises(ValidationError, match="side"):
        ListFollows(user_id=ann.user_id, side="friends")
