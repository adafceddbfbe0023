"""Whichever way people are found, they are those whom a slow and plain look finds, in order."""

import logging
import random
import re
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from domain.access import Actor, Role
from domain.ids import new_id
from domain.values import Status, words
from queries import gathering, pages, searching, sides, walking, whole_words
from queries.filtering import Filters
from queries.find_users import FindUsers
from queries.list_active_users import ListActiveUsers
from queries.listings import Listing, Wanted
from queries.matching import Words
from tests.crowd import DAYS, FILTERS, SEARCHES, SORTS, chance, expected, ordered
from tests.model import fold

MEMBER = Actor(Role.MEMBER, new_id())
# So small that a hundred people need every piece of both ways.
SMALL = {
    "FEW": 2,
    "WALKS": (4, 12, 30, searching.ALL),
    "GATHERS": (3, 10, 40, searching.ALL),
    "PROMISING": 8,
    "SOME": 6,
    "NEARBY": 8,
    "KNOWN": 20,
    "COUNTED": 5,
}
WAYS = {
    *(f"walked {rows * pace // 4}" for rows in SMALL["WALKS"][:3] for pace in (1, 4, 16)),
    *(f"by {index}" for index in ("role", "status", "joined", "activity", "fragments")),
    *(f"gathered {most + 1}" for most in SMALL["GATHERS"][:3]),
    f"gathered {SMALL['SOME'] + 1}",
    "gathered by fragments",  # period by period, in the order of joining
    r"(joined|name|activity|followers): gathered",  # at once, where a filter leaves few
}


class Lines(logging.Handler):
    """Keeps what is logged, whatever other tests have done to the handlers above."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


@pytest.fixture
def steps(monkeypatch):
    """What the log says of every search, with pieces so small that each is needed."""
    for name, value in SMALL.items():
        monkeypatch.setattr(searching, name, value)
    monkeypatch.setattr(sides, "COUNTED", SMALL["COUNTED"])
    monkeypatch.setattr(pages, "PLACED", SMALL["COUNTED"])
    log, handler = logging.getLogger("rollcall.search"), Lines()
    monkeypatch.setattr(log, "disabled", False)
    level = log.level
    log.setLevel(logging.DEBUG)
    log.addHandler(handler)
    yield handler.lines
    log.removeHandler(handler)
    log.setLevel(level)


def crowd(people, seed, size=90):
    dice = random.Random(seed)
    rows = [chance(dice, n) for n in range(size)]
    people(*rows)
    return dice, [SimpleNamespace(**row) for row in rows]


def questions(dice, count):
    """Filters, searches and orders, together by chance."""
    for _ in range(count):
        parts = dice.sample(FILTERS, dice.randrange(3))
        asked = {name: value for part in parts for name, value in part.items()}
        yield asked | {"sort": dice.choice([None, *SORTS]), "descending": dice.random() < 0.5}


def read(ask, query, wanted, size=7):
    """Read all pages forth and back, and see that each is a part of what is wanted."""
    forth = [ask(query())]
    while forth[-1].older:
        forth.append(ask(query(after=forth[-1].older)))
        assert len(forth) <= len(wanted) // size + 1
    back = [forth[-1]]
    while back[0].newer:
        back.insert(0, ask(query(before=back[0].newer)))
        assert len(back) <= len(forth)

    for way in (forth, back):
        assert [row.id for page in way for row in page.rows] == wanted
        for number, page in enumerate(way):
            is_right(page, number * size, wanted)


def is_right(page, ahead, wanted):
    """What the page says of its place and of the total is true."""
    assert (
        page.first == ahead + 1 or (not page.first_is_exact and page.first <= ahead) or not wanted
    )
    assert not page.rows or page.last - page.first + 1 == len(page.rows)
    assert page.total == len(wanted) or (not page.total_is_exact and page.total < len(wanted))


def asks(kind, asked, **also):
    return lambda **cursor: kind(**asked, **also, **cursor)


@settings(max_examples=4, suppress_health_check=list(HealthCheck), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_all_filters_orders_and_cursors_find_whom_a_plain_look_finds(
    ask, database, people, steps, seed
):
    database.empty()
    dice, everybody = crowd(people, seed)

    for asked in questions(dice, 12):
        read(ask, asks(FindUsers, asked, page_size=7), expected(everybody, **asked))


@settings(max_examples=4, suppress_health_check=list(HealthCheck), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_members_find_by_names_and_whole_addresses(ask, database, people, steps, seed):
    database.empty()
    dice, everybody = crowd(people, seed)

    for search in [*SEARCHES, dice.choice(everybody).email.upper()]:
        terms = fold(" ".join(words(search))).split()
        found = [
            p.id
            for p in everybody
            if p.status == Status.ACTIVE
            and (terms or not words(search))
            and all(term in fold(p.name) or term == fold(p.email) for term in terms)
        ]
        query = asks(ListActiveUsers, {"search": search, "page_size": 7})
        read(lambda q: ask(q, MEMBER), query, sorted(found, reverse=True))


SHORT = ["Qi", "Qi", "Qi Wang", "Wang Qi", "Qiana Lee", "Anne-Lise Qi", "Elise", "Lise", "(Qi)",
         "lise anne", "Annelise Wang", "Wangqi", "qi.wang"]  # fmt: skip
WHOLE = ["qi", "QI", "wang", "qi wang", "wang qi", "lise", "anne-lise", "anne", "li", "e",
         "qi.wang", "P7@old.example.org", "old.example.org", "qi example", "nobody"]  # fmt: skip


@pytest.mark.parametrize("most", [5, 200])
@settings(max_examples=2, suppress_health_check=list(HealthCheck), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_best_matches_come_first_and_every_page_joins_the_next(
    ask, database, people, steps, monkeypatch, most, seed
):
    """In parts of any sizes, with any filter, for staff and for members, forth and back."""
    monkeypatch.setattr(whole_words, "MOST", most)
    database.empty()
    dice = random.Random(seed)
    rows = [chance(dice, n) | {"name": dice.choice(SHORT)} for n in range(80)]
    people(*rows)
    everybody = [SimpleNamespace(**row) for row in rows]

    for search in WHOLE:
        asked = {"search": search, **dice.choice([{}, *FILTERS[len(SEARCHES) :]])}
        wanted = expected(everybody, **asked, most=most)
        read(ask, asks(FindUsers, asked, page_size=7), wanted)
        order = ordered(everybody, search=search, most=most)
        cursor = dice.choice(order)
        behind = set(order[order.index(cursor) + 1 :])
        page = ask(FindUsers(**asked, after=cursor, page_size=7))
        assert [row.id for row in page.rows] == ([i for i in wanted if i in behind] or wanted)[:7]
        if "@" not in search and "." not in search:
            open_ = expected(everybody, search=search, status=Status.ACTIVE, most=most)
            names = [i for i in open_ if i in only_by_name(everybody, search)]
            read(
                lambda query: ask(query, MEMBER),
                asks(ListActiveUsers, {"search": search}, page_size=7),
                names,
            )
            for number in (1, 2, 3):
                page = ask(ListActiveUsers(search=search, page=number, page_size=7), MEMBER)
                assert [row.id for row in page.rows] == names[7 * number - 7 : 7 * number]


def only_by_name(everybody, search):
    terms = fold(search).split()
    return {p.id for p in everybody if all(term in fold(p.name) for term in terms)}


def test_a_short_whole_name_is_on_the_first_page(ask, people):
    [qi] = people({"name": "Qi"})
    people(*({"name": f"Qiana {n}", "email": f"q{n}@example.org"} for n in range(60)))

    for viewer in (MEMBER, Actor(Role.ADMIN, new_id())):
        page = ask(ListActiveUsers(search="qi"), viewer)
        assert (page.rows[0].id, page.total, page.first, page.last) == (qi, 61, 1, 20)
    assert ask(FindUsers(search="QI")).rows[0].id == qi
    assert ask(FindUsers(search="qi", sort="joined")).rows[0].id != qi


def test_the_best_matches_are_found_by_a_plan_that_was_made_once(database, people):
    """Making one takes longer than finding them."""
    people({"name": "Qi"})
    plans = text(
        "select generic_plans from pg_prepared_statements where statement like 'WITH named%'"
    )

    database.reading.dispose()  # so that the next one is new, and has prepared nothing
    with database.reading.connect() as connection:
        for search in ["qi", "wang", "anne lise", "Qi Wang", "a", "lise", "b", "c"]:
            ListActiveUsers(search=search).fetch(connection, MEMBER)
        found = list(connection.scalars(plans))

    assert len(found) == 1
    assert found[0] > 0


def test_every_piece_of_both_ways_is_tried(ask, people, steps):
    dice, everybody = crowd(people, seed=20_261_123, size=150)

    for asked in [*FILTERS, *questions(dice, 60)]:
        page = ask(FindUsers(**asked, page_size=7))
        assert [row.id for row in page.rows] == expected(everybody, **asked)[:7], asked

    said = " ".join(steps)
    assert not [way for way in WAYS if not re.search(rf"{way}\b", said)]


def test_whom_many_share_something_with_but_only_the_oldest_are_found(ask, people, steps):
    old = people(*({"name": "Old", "email": f"o{n}@old.example.org"} for n in range(60)))
    people(*({"name": "New", "email": f"n{n}@new.example.org"} for n in range(200)))

    wanted = sorted(old, reverse=True)
    read(ask, asks(FindUsers, {"search": "@old.example", "page_size": 7}), wanted)


@pytest.mark.parametrize("descending", [True, False])
def test_people_who_joined_years_apart_are_found_in_their_order(ask, people, steps, descending):
    days = [datetime(year, month, 9, tzinfo=UTC) for year in (2011, 2012, 2026) for month in (2, 8)]
    made = [
        {"name": name, "id": new_id(day), "email": f"{name[0]}{number}.{day:%y%m}@example.org"}
        for day in days
        for number, name in enumerate(["Ann Lee", "Bob", "Ann Lee", "Bob", "Bob"])
    ]
    people(*made)

    wanted = sorted((p["id"] for p in made if p["name"] == "Ann Lee"), reverse=descending)
    for search in ("ann", "lee ann"):
        asked = {"search": search, "descending": descending}
        read(ask, asks(FindUsers, asked, page_size=7), wanted)


@pytest.mark.parametrize("cursor", [UUID(int=0), UUID(int=2**128 - 1)])
@pytest.mark.parametrize("reverse", [True, False])
def test_a_cursor_from_nowhere_leads_through_no_time_when_nobody_joined(
    database, people, cursor, reverse
):
    people({"name": "Ann"})
    listing = Listing(Words(("ann",), sees_emails=True), Filters())
    wanted = Wanted(cursor, reverse)

    with database.owner.connect() as connection:
        periods = select(func.generate_series(*gathering._periods(listing, wanted)))
        assert len(connection.scalars(periods, wanted.values).all()) == 1


@settings(max_examples=4, suppress_health_check=list(HealthCheck), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_cursor_may_be_anybody_in_any_list(ask, database, people, steps, seed):
    database.empty()
    dice, everybody = crowd(people, seed)

    for asked in questions(dice, 25):
        wanted = expected(everybody, **asked)
        search = asked.get("search", "")
        order = ordered(everybody, asked["sort"], search, descending=asked["descending"])
        cursor = dice.choice(order)
        behind = set(order[order.index(cursor) + 1 :])
        page = ask(FindUsers(**asked, after=cursor, page_size=7))
        there = [each for each in wanted if each in behind] or wanted  # nobody: the first page
        assert [row.id for row in page.rows] == there[:7], asked


def test_the_place_of_a_page_among_hits_is_exact_near_the_top(ask, people, steps):
    people(
        *(
            {"name": f"Ann {n:02}", "email": f"a{n}@example.org", "status": status}
            for n, status in enumerate([Status.SUSPENDED, Status.ACTIVE] * 20)
        )
    )

    asked = {"status": Status.SUSPENDED, "sort": "name", "page_size": 2}
    first = ask(FindUsers(**asked))
    second = ask(FindUsers(**asked, after=first.older))

    assert (second.first, second.last, second.first_is_exact) == (3, 4, True)


def test_a_page_by_number_may_lie_behind_all_hits(ask, people, steps):
    people(*({"name": "Ann", "email": f"a{n}@example.org"} for n in range(12)))
    people(*({"name": "Bob", "email": f"b{n}@example.org"} for n in range(60)))
    people(*({"name": "Ann", "email": f"c{n}@example.org"} for n in range(12)))

    page = ask(ListActiveUsers(search="ann", page=9, page_size=7))

    assert (page.rows, page.first) == ((), 0)
    assert not [line for line in steps if "walked 30" in line]


def test_the_place_of_a_page_is_exact_near_both_ends_of_a_list_that_is_counted(ask, people, steps):
    ann = ({"name": "Ann", "email": f"a{n}@example.org"} for n in range(40))
    ids = sorted(people(*ann), reverse=True)

    def place(**cursor):
        page = ask(FindUsers(page_size=5, **cursor))
        return page.first, page.first_is_exact

    assert place(after=ids[4]) == (6, True)
    assert place(after=ids[19]) == (6, False)
    assert place(after=ids[34]) == (36, True)
    assert place(before=ids[30]) == (6, False)


def test_all_are_counted_when_asked_for(ask, people, steps):
    people(*({"name": "Ann", "email": f"a{n}@example.org"} for n in range(20)))

    for kind in (FindUsers, ListActiveUsers):
        many, all_of_them = (ask(kind(search="ann", exact=exact)) for exact in (False, True))

        assert (many.total, many.total_is_exact) == (5, False)
        assert (all_of_them.total, all_of_them.total_is_exact) == (20, True)


def test_the_log_says_how_and_never_what(ask, person, steps):
    person("Zaphod")

    ask(FindUsers(search="zaphod"))

    [line] = steps
    assert "walked" in line
    assert "zaphod" not in line.lower()


def test_other_words_and_days_are_asked_with_the_same_statements(ask, people, steps):
    ids = people(*({"name": "Ann Lee Poe", "email": f"a{n}@example.org"} for n in range(20)))

    def read(search, day):
        for cursor in (None, *ids):
            asked = {"search": search, "joined_since": day, "sort": "name", "after": cursor}
            ask(FindUsers(**asked, page_size=5))
        return walking._walk.cache_info().misses, gathering._gather.cache_info().misses

    assert read("ann poe", DAYS[0]) == read("poe lee", DAYS[1])
