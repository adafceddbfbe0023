import pytest
from sqlalchemy import event, text

from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden, NotFound
from domain.ids import new_id
from projections import maintenance
from queries.get_user import GetUser, UserProfile

MEMBER = Actor(Role.MEMBER, new_id())
AUDITOR = Actor(Role.AUDITOR, new_id())


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


def test_an_email_is_for_oneself_and_staff(ask, ann):
    query = GetUser(user_id=ann.user_id)

    assert ask(query, MEMBER).email is ask(query, MEMBER).refreshed_at is None
    assert ask(query, ann).email == ask(query, AUDITOR).email == "ann@example.org"


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_not_active_is_there_for_staff_only(ask, ann, database, status):
    with database.owner.begin() as connection:
        connection.execute(text(f"update users set status = '{status}'"))
    maintenance.rebuild(database.owner)

    assert ask(GetUser(user_id=ann.user_id), AUDITOR).status == status
    with pytest.raises(NotFound, match=r"^User not found$"):
        ask(GetUser(user_id=ann.user_id), MEMBER)


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
