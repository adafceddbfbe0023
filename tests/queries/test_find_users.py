"""Filters, sorts and pages against a slow and plain look at 150 people."""

import random
from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden
from domain.ids import new_id
from domain.values import Status
from queries import find_user_ids
from queries.find_user_ids import FindUserIds
from queries.find_users import FindUsers, FoundUser
from tests.crowd import FILTERS, SORTS, chance, expected


@pytest.fixture
def everybody(people):
    dice = random.Random(20_261_123)
    rows = [chance(dice, n) for n in range(150)]
    people(*rows)
    return [SimpleNamespace(**row) for row in rows]


def ids(page):
    return [row.id for row in page.rows]


def test_each_filter_alone_finds_exactly_its_people(ask, everybody):
    for filters in FILTERS:
        page, wanted = ask(FindUsers(**filters, page_size=100)), expected(everybody, **filters)

        assert ids(page) == wanted[:100], filters
        assert (page.total, page.first) == (len(wanted), 1 if wanted else 0), filters


def test_filters_sorts_and_pages_go_together(ask, everybody):
    dice = random.Random(1)
    for _ in range(80):
        one, other, third = (dice.choice(FILTERS) for _ in range(3))
        filters = one | other if dice.random() < 0.5 else one | other | third
        sort, descending = dice.choice(list(SORTS)), dice.random() < 0.5
        asked = {"sort": sort, "descending": descending, **filters}
        wanted, cursor = expected(everybody, **asked), None
        for start in range(0, max(len(wanted), 1), 25):
            page = ask(FindUsers(**asked, page_size=25, after=cursor))

            assert ids(page) == wanted[start : start + 25], asked
            assert (page.total, page.last) == (len(wanted), min(start + 25, len(wanted))), asked
            cursor = page.older
        assert cursor is None


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("sort", SORTS)
def test_every_order_is_that_of_a_plain_sort_forth_and_back(ask, everybody, sort, descending):
    order = {"sort": sort, "descending": descending, "page_size": 40}
    wanted = expected(everybody, sort, descending=descending)

    forth = [ask(FindUsers(**order))]
    while forth[-1].older:
        forth.append(ask(FindUsers(**order, after=forth[-1].older)))
    back = [forth[-1]]
    while back[0].newer:
        back.insert(0, ask(FindUsers(**order, before=back[0].newer)))

    assert [each for page in forth for each in ids(page)] == wanted
    assert [(page.first, page.last) for page in forth] == [(1, 40), (41, 80), (81, 120), (121, 150)]
    assert back == forth


def test_a_cursor_may_be_somebody_whom_the_filter_does_not_find(ask, everybody):
    by_name = expected(everybody, "name", descending=False)
    status = {person.id: person.status for person in everybody}
    start = next(n for n in range(75, 150) if status[by_name[n]] != Status.ACTIVE)

    asked = {"sort": "name", "descending": False, "status": Status.ACTIVE}
    page = ask(FindUsers(**asked, after=by_name[start]))

    assert ids(page) == [each for each in by_name[start:] if status[each] == Status.ACTIVE][:50]


def test_a_row_has_every_field(ask, everybody):
    person = everybody[0]

    [row] = ask(FindUsers(search=person.email)).rows

    assert row == FoundUser(
        person.id,
        person.name,
        person.email,
        person.status,
        person.role,
        person.created_at,
        person.last_activity_at,
        person.post_count,
        person.follower_count,
    )


def test_the_first_page_of_50_is_of_those_who_joined_last(ask, everybody):
    assert ids(ask(FindUsers())) == expected(everybody)[:50]


def test_all_ids_of_a_filter_are_found_at_once(ask, everybody):
    for filters in FILTERS:
        wanted = expected(everybody, descending=False, **filters)
        assert ask(FindUserIds(**filters)) == tuple(wanted), filters


def test_one_id_more_than_a_command_takes_is_enough(ask, everybody, monkeypatch):
    monkeypatch.setattr(find_user_ids, "IDS_LIMIT", 10)

    assert ask(FindUserIds()) == tuple(expected(everybody, descending=False)[:11])


@pytest.mark.parametrize("kind", [FindUsers, FindUserIds])
def test_only_staff_may_ask(ask, ann, kind):
    for viewer in (GUEST, ann, Actor(reads_as_guest=True)):
        with pytest.raises(Forbidden):
            ask(kind(), viewer)
    for role in (Role.MODERATOR, Role.AUDITOR, Role.ADMIN):
        assert ask(kind(), Actor(role, new_id()))


@pytest.mark.parametrize(
    "wrong",
    [{"status": "gone"}, {"role": "root"}, {"joined_since": "soon"}, {"inactive": "perhaps"}],
)
def test_other_filters_do_not_exist(wrong):
    for kind in (FindUsers, FindUserIds):
        with pytest.raises(ValidationError, match=next(iter(wrong))):
            kind(**wrong)
    with pytest.raises(ValidationError, match="sort"):
        FindUsers(sort="shoe")
    with pytest.raises(ValidationError, match="time_zone"):
        kind(time_zone="../../etc/passwd")
