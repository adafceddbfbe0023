from datetime import UTC, datetime, timedelta

import pytest

from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden, NotFound
from domain.events import Event
from domain.ids import new_id
from queries.list_history import OWN, HistoryEntry, ListHistory

AUDITOR = Actor(Role.AUDITOR, new_id())
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def happen(add):
    """Let something happen to a person, done by somebody or by nobody."""

    def happen(event, person, by=None, at=NOON, **details):
        command = {"id": new_id(), "name": "Something", "actor_id": by, "fingerprint": b""}
        add("commands", command | {"executed_at": at})
        entry = {"id": new_id(), "command_id": command["id"], "name": event, "user_id": person}
        add("events", entry)
        if details:
            add("event_details", {"event_id": entry["id"], "before": {}, "after": {}, **details})
        return entry["id"]

    return happen


def test_what_happened_is_listed_with_the_newest_first(ask, ann, person, happen):
    eve = person("Eve", role="admin")
    later = NOON + timedelta(hours=1)
    first = happen("UserRegistered", ann.user_id, after={"name": "Ann", "role": "member"})
    change = {"before": {"bio": "Old"}, "after": {"bio": "New"}}
    second = happen("ProfileUpdated", ann.user_id, by=ann.user_id, **change)
    third = happen("UserSuspended", ann.user_id, by=eve, at=later, after={"reason": "Spam"})
    happen("SignedIn", eve)

    page = ask(ListHistory(user_id=ann.user_id), ann)

    assert page.rows == (
        HistoryEntry(third, "UserSuspended", later, eve, "Eve", {}, {"reason": "Spam"}),
        HistoryEntry(second, "ProfileUpdated", NOON, ann.user_id, "Ann", *change.values()),
        HistoryEntry(
            first, "UserRegistered", NOON, None, None, {}, {"name": "Ann", "role": "member"}
        ),
    )
    assert (page.total, page.first, page.last) == (3, 1, 3)


def test_an_event_without_details_has_none(ask, ann, happen):
    happen("SignedIn", ann.user_id)

    [entry] = ask(ListHistory(user_id=ann.user_id), ann).rows

    assert (entry.before, entry.after) == ({}, {})


def test_people_in_the_details_are_told_by_name(ask, ann, person, happen):
    bob = person("Bob")
    happen("FollowingEnded", ann.user_id, by=ann.user_id, before={"followed": str(bob)})
    happen("FollowingStarted", ann.user_id, by=ann.user_id, after={"followed": str(bob)})
    happen("FollowingStarted", ann.user_id, by=ann.user_id, after={"followed": str(new_id())})

    rows = ask(ListHistory(user_id=ann.user_id), ann).rows

    assert [row.after or row.before for row in rows] == [
        {"followed": "somebody"},
        {"followed": "Bob"},
        {"followed": "Bob"},
    ]


def test_who_unfollowed_somebody_is_told_to_staff_and_not_to_who_lost_a_follower(
    ask, ann, person, happen
):
    bob = person("Bob")
    for _ in range(3):
        happen("FollowerGained", ann.user_id, by=bob, after={"follower": str(bob)})
        happen("FollowerLost", ann.user_id, by=bob, before={"follower": str(bob)})
        happen("FollowingEnded", bob, by=bob, before={"followed": str(ann.user_id)})

    own = ask(ListHistory(user_id=ann.user_id, page_size=2), ann)
    rest = ask(ListHistory(user_id=ann.user_id, page_size=2, after=own.older), ann)
    seen = ask(ListHistory(user_id=ann.user_id), AUDITOR)
    theirs = ask(ListHistory(user_id=bob), Actor(Role.MEMBER, bob))

    assert [row.event for row in (*own.rows, *rest.rows)] == ["FollowerGained"] * 3
    assert (own.total, own.last, rest.first, rest.older) == (3, 2, 3, None)
    assert [row.event for row in seen.rows] == ["FollowerLost", "FollowerGained"] * 3
    assert [row.before for row in theirs.rows] == [{"followed": "Ann"}] * 3


def test_each_event_is_told_to_its_person_or_not():
    events = {event.__name__ for event in Event.__subclasses__()}

    assert {*OWN} == events - {"FollowerLost"}


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_no_longer_active_is_somebody_to_all_but_staff(ask, ann, person, happen, status):
    gone = person("Gone", status=status)
    happen("FollowerGained", ann.user_id, by=gone, after={"follower": str(gone)})

    def told(viewer):
        [row] = ask(ListHistory(user_id=ann.user_id), viewer).rows
        return row.actor_id, row.actor_name, row.after["follower"]

    assert told(ann) == (None, "somebody", "somebody")
    assert told(AUDITOR) == (gone, "Gone", "Gone")


def test_a_history_is_for_oneself_and_staff(ask, ann, happen):
    happen("SignedIn", ann.user_id)
    query = ListHistory(user_id=ann.user_id)

    assert ask(query, ann) == ask(query, AUDITOR)
    for viewer in (Actor(Role.MEMBER, new_id()), GUEST, Actor(reads_as_guest=True)):
        with pytest.raises(Forbidden):
            ask(query, viewer)


def test_a_stranger_cannot_tell_whether_somebody_exists(ask):
    with pytest.raises(Forbidden):
        ask(ListHistory(user_id=new_id()), Actor(Role.MEMBER, new_id()))
    with pytest.raises(NotFound):
        ask(ListHistory(user_id=new_id()), AUDITOR)
