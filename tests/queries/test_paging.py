"""Every list can be read from end to end and back, whatever it is ordered by."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from domain.ids import new_id
from queries.find_users import FindUsers
from queries.list_active_users import ListActiveUsers
from queries.list_follows import ListFollows
from queries.list_history import ListHistory
from queries.list_posts import ListPosts

SIZE = 20  # people; each list has as many rows, or one less
PAGE = 6
NOW = datetime.now(UTC)


def found(sort, descending):
    return lambda _, **page: FindUsers(sort=sort, descending=descending, **page)


def open_list(sort, descending):
    return lambda _, **page: ListActiveUsers(sort=sort, descending=descending, **page)


LISTS = {
    "active people": lambda _, **page: ListActiveUsers(**page),
    "posts": lambda ann, **page: ListPosts(user_id=ann, **page),
    "followers": lambda ann, **page: ListFollows(user_id=ann, side="followers", **page),
    "following": lambda ann, **page: ListFollows(user_id=ann, side="following", **page),
    "history": lambda ann, **page: ListHistory(user_id=ann, **page),
    "by joining": found("joined", descending=True),
    "by joining, first": found("joined", descending=False),
    "by name": found("name", descending=False),
    "by name, last": found("name", descending=True),
    **{
        f"by {sort}, {'down' if down else 'up'}": found(sort, down)
        for sort in ("email", "status", "role", "posts")
        for down in (True, False)
    },
    **{
        f"active people by {sort}, {'down' if down else 'up'}": open_list(sort, down)
        for sort in ("joined", "name", "posts", "followers")
        for down in (True, False)
    },
    "by activity": found("activity", descending=True),
    "by activity, never": found("activity", descending=False),
    "by followers": found("followers", descending=True),
    "by followers, fewest": found("followers", descending=False),
}


def alike(n):
    """A person who shares each sort value with others."""
    return {
        "name": ("Bo", "bó", "Cy")[n % 3],
        "email": f"p{n}@example.org",
        "last_activity_at": NOW - timedelta(hours=n % 4) if n % 4 else None,
        "role": ("member", "admin", "auditor", "member")[n % 4],
        "post_count": (SIZE, 0, 1)[n % 3] if n else SIZE,
        "follower_count": (SIZE - 1, 1)[n % 2],
        "following_count": SIZE - 1,
    }


@pytest.fixture
def ann(people, add):
    """One of 20 people, who follows the others as they do her; with 20 posts and 20 entries."""
    ann, *others = people(*map(alike, range(SIZE)))
    pairs = [pair for other in others for pair in ((ann, other), (other, ann))]
    add(
        "follows",
        *(
            {"id": new_id(), "follower_id": a, "followed_id": b, "inserted_at": NOW}
            for a, b in pairs
        ),
    )
    times = {"inserted_at": NOW, "updated_at": NOW}
    add(
        "posts",
        *({"id": new_id(), "author_id": ann, "text": "Hello", **times} for _ in range(SIZE)),
    )
    command = {"id": new_id(), "name": "EditPost", "fingerprint": b"", "executed_at": NOW}
    add("commands", command)
    entry = {"command_id": command["id"], "name": "PostEdited", "user_id": ann}
    add("events", *({"id": new_id(), **entry} for _ in range(SIZE)))
    return ann


@pytest.fixture
def lists(ask, ann):
    """Each list: a function that reads the page asked for."""

    def reader(make):
        return lambda **page: ask(make(ann, **{"page_size": PAGE, **page}))

    return {name: reader(make) for name, make in LISTS.items()}


def pages(read):
    """All pages, from the first to the last."""
    found = [read()]
    while found[-1].older:
        found.append(read(after=found[-1].older))
    return found


def ids(page):
    return [row.id for row in page.rows]


def test_pages_join_without_gap_or_double_and_say_where_they_are(lists):
    for name, read in lists.items():
        everything, found = read(page_size=100), pages(read)

        assert [each for page in found for each in ids(page)] == ids(everything), name
        total = len({*ids(everything)})
        assert {page.total for page in found} == {total}, name
        places = [(page.first, page.last) for page in found]
        assert places == [(1, 6), (7, 12), (13, 18), (19, total)], name


def test_the_way_back_shows_the_same_pages(lists):
    for name, read in lists.items():
        forth = pages(read)
        back = [forth[-1]]
        while back[0].newer:
            back.insert(0, read(before=back[0].newer))

        assert back == forth, name


def test_going_back_always_shows_a_full_first_page(lists):
    for name, read in lists.items():
        first = read()

        assert read(before=first.rows[3].id) == first, name
        assert read(before=first.rows[0].id) == first, name


def test_behind_the_last_row_and_behind_nobody_the_list_begins_anew(lists):
    for name, read in lists.items():
        first, *_, last = pages(read)

        assert read(after=last.rows[-1].id) == first, name
        assert read(after=new_id()) == first, name
        if name.startswith("by ") and not name.startswith("by joining"):
            assert read(before=new_id()) == first, name


def test_who_comes_in_at_the_top_moves_nothing_that_was_read(lists, people):
    for name in ("active people", "by joining", "by name, last", "by activity", "by followers"):
        read = lists[name]
        before, cursor = read(after=read().older), read().older

        top = {"name": "zz", "last_activity_at": NOW + timedelta(1), "follower_count": 99}
        people(top | {"email": name})

        assert ids(read(after=cursor)) == ids(before), name
        assert read(after=cursor).first == before.first + 1, name


@pytest.mark.parametrize("size", [0, -1, 101])
def test_other_sizes_are_refused(size):
    for make in LISTS.values():
        with pytest.raises(ValidationError, match="page_size"):
            make(new_id(), page_size=size)
