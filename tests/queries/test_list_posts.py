from datetime import UTC, datetime, timedelta

import pytest

from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden, NotFound
from domain.ids import new_id
from queries.list_posts import ListPosts, PostRow

MEMBER = Actor(Role.MEMBER, new_id())
AUDITOR = Actor(Role.AUDITOR, new_id())
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def write(add):
    def write(author, text, at=NOON, edited_at=None):
        post = {"id": new_id(at), "author_id": author, "text": text, "inserted_at": at}
        add("posts", post | {"updated_at": edited_at or at})
        return post["id"]

    return write


def test_a_person_s_posts_are_listed_with_the_newest_first(ask, person, write):
    ann, bob = person("Ann", post_count=2), person("Bob", post_count=1)
    later = NOON + timedelta(hours=1)
    first = write(ann, "First\n\nof two", edited_at=later)
    second = write(ann, "Second", at=later)
    write(bob, "Not hers", at=later)

    page = ask(ListPosts(user_id=ann), MEMBER)

    assert page.rows == (
        PostRow(second, "Second", later, None),
        PostRow(first, "First\n\nof two", NOON, later),
    )
    assert (page.total, page.first, page.last, page.newer, page.older) == (2, 1, 2, None, None)


def test_who_wrote_nothing_has_no_posts(ask, ann):
    page = ask(ListPosts(user_id=ann.user_id))

    assert (page.rows, page.total, page.first, page.last) == ((), 0, 0, 0)


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_posts_of_who_is_not_active_are_there_for_staff_and_oneself_only(
    ask, person, write, status
):
    ann = person("Ann", status=status, post_count=1)
    write(ann, "Hello")

    for viewer in (AUDITOR, Actor(Role.MEMBER, ann)):
        assert ask(ListPosts(user_id=ann), viewer).total == 1
    with pytest.raises(NotFound, match=r"^User not found$"):
        ask(ListPosts(user_id=ann), MEMBER)


def test_nobody_is_not_found(ask):
    with pytest.raises(NotFound):
        ask(ListPosts(user_id=new_id()))


def test_guests_read_posts_only_where_the_directory_is_open(ask, ann):
    with pytest.raises(Forbidden):
        ask(ListPosts(user_id=ann.user_id), GUEST)
    assert ask(ListPosts(user_id=ann.user_id), Actor(reads_as_guest=True)).total == 0
