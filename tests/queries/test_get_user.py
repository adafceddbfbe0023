from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import event

from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden, NotFound
from domain.ids import new_id
from queries.get_user import GetUser, UserProfile

MEMBER = Actor(Role.MEMBER, new_id())
READING_GUEST = Actor(reads_as_guest=True)
AUDITOR = Actor(Role.AUDITOR, new_id())
UNTIL = datetime(2030, 1, 1, tzinfo=UTC)


def test_a_profile_has_every_field(ask, ann):
    profile = ask(GetUser(user_id=ann.user_id))

    assert (profile.id, profile.name, profile.email) == (ann.user_id, "Ann", "ann@example.org")
    assert (profile.bio, profile.status, profile.role, profile.version) == (
        "",
        "active",
        "member",
        1,
    )
    assert (profile.post_count, profile.follower_count, profile.following_count) == (0, 0, 0)
    assert profile.last_activity_at is None
    assert profile.created_at == profile.created_at.astimezone()


@pytest.mark.parametrize("field", ["email", "role", "version", "refreshed_at"])
def test_what_is_private_is_for_oneself_and_staff(ask, ann, field):
    query = GetUser(user_id=ann.user_id)

    for viewer in (MEMBER, READING_GUEST):
        assert getattr(ask(query, viewer), field) is None
    assert getattr(ask(query, ann), field) == getattr(ask(query, AUDITOR), field) is not None


@pytest.mark.parametrize(
    "zone", [UTC, timezone(timedelta(hours=14)), timezone(-timedelta(hours=9))]
)
def test_others_see_the_day_of_the_last_activity_and_no_more(ask, person, zone):
    moment = datetime(2026, 3, 1, 17, 30, 0, 123456, tzinfo=UTC).astimezone(zone)
    query = GetUser(user_id=person("Ann", last_activity_at=moment))

    for viewer in (MEMBER, READING_GUEST):
        assert ask(query, viewer).last_activity_at == datetime(2026, 3, 1, tzinfo=UTC)
    for viewer in (AUDITOR, Actor(Role.MEMBER, query.user_id)):
        assert ask(query, viewer).last_activity_at == moment


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_not_active_is_there_for_staff_and_oneself_only(ask, person, status):
    query = GetUser(user_id=person("Ann", status=status))

    for viewer in (AUDITOR, Actor(Role.MEMBER, query.user_id)):
        assert ask(query, viewer).status == status
    with pytest.raises(NotFound, match=r"^User not found$"):
        ask(query, MEMBER)


def test_staff_and_oneself_see_why_and_until_when_somebody_is_suspended(ask, person):
    suspension = {"suspension_reason": "Spam", "suspended_until": UNTIL}
    query = GetUser(user_id=person("Ann", status="suspended", **suspension))

    for viewer in (AUDITOR, Actor(Role.MEMBER, query.user_id)):
        profile = ask(query, viewer)
        assert (profile.suspension_reason, profile.suspended_until) == ("Spam", UNTIL)


def test_a_profile_knows_whether_the_viewer_follows_the_person(ask, ann, person, follow):
    bob, cid = (Actor(Role.MEMBER, person(name)) for name in ("Bob", "Cid"))
    follow(bob.user_id, ann.user_id)
    follow(bob.user_id, cid.user_id)
    follow(ann.user_id, cid.user_id)

    def followed(viewer):
        return ask(GetUser(user_id=ann.user_id), viewer).is_followed

    readers = bob, cid, ann, Actor(reads_as_guest=True)
    assert [*map(followed, readers)] == [True, False, False, False]


def test_no_row_is_made_without_its_fields():
    with pytest.raises(TypeError, match=r"id.*name.*email"):
        UserProfile()


def test_nobody_is_not_found(ask):
    with pytest.raises(NotFound):
        ask(GetUser(user_id=new_id()))


def test_guests_see_nobody(ask, ann):
    with pytest.raises(Forbidden):
        ask(GetUser(user_id=ann.user_id), GUEST)


def test_a_profile_is_one_statement_on_the_read_model(ask, ann, database):
    statements = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(database.reading, "before_cursor_execute", note)
    ask(GetUser(user_id=ann.user_id))
    event.remove(database.reading, "before_cursor_execute", note)

    [statement] = statements
    assert "FROM user_summaries" in statement
