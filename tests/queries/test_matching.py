"""Whom a search finds when it is typed on another keyboard, or pasted from somewhere."""

import pytest

from domain.access import Actor, Role
from domain.ids import new_id
from queries.find_user_ids import FindUserIds
from queries.find_users import FindUsers
from queries.list_active_users import ListActiveUsers

MEMBER, AUDITOR = Actor(Role.MEMBER, new_id()), Actor(Role.AUDITOR, new_id())
NOTHING = [
    "\u0301",
    "\u200b",
    "\ufeff \u00ad",
    "¸",
    '"',
    "<>",
    ", ;",
    "\u201c\u201d",
    "mailto:",
    "()",
]


@pytest.fixture
def finds(ask):
    def finds(search, actor=AUDITOR):
        return [row.name for row in ask(ListActiveUsers(search=search), actor).rows]

    return finds


@pytest.mark.parametrize(
    ("name", "searches"),
    [
        ("Łukasz Ægirsson", ["lukasz", "ŁUKASZ aegir", "ægir"]),
        ("Yağız Kılıç", ["YAĞIZ KILIÇ", "yagiz kilic"]),
        ("Niamh O’Dea", ["o'dea", "O´DEA", "niamh o`dea", "oʼdea"]),
        ("Anne‑Lise", ["anne-lise", "Anne–Lise", "anne lise"]),
        ("古丽·艾山", ["古丽•艾山", "古丽・艾山"]),
        ("رضا\u200cقلی", ["رضاقلی", "رضا\u200cقلي"]),
        ("To\u00adra Lind", ["tora", "\u200etora\u202c", "To\u200bra"]),
        ("山田 太郎", ["山田太郎", "太郎", "山田 太郎", "田太"]),
        ("أحمد علي", ["احمد", "علی"]),
    ],
)  # fmt: skip
def test_a_name_is_found_as_any_keyboard_writes_it(person, finds, name, searches):
    person(name, email="x@example.org")
    person("Somebody", email="y@example.org")

    assert [finds(search) for search in searches] == [[name]] * len(searches)


@pytest.mark.parametrize(
    "search",
    ["Smith, John", '"John Smith" <js@example.org>', "mailto:js@example.org", "<js@example.org>;",
     "<mailto:js@example.org>", "MAILTO:js@example.org?subject=Hi", "“Smith”", "(John)", "«John»",
     "'John Smith'", "'js@example.org'", "John Smith <js@example.org>,", "John;",
     "\u200bjs@example.org\ufeff"],
)  # fmt: skip
@pytest.mark.parametrize("actor", [MEMBER, AUDITOR])
def test_what_is_pasted_finds_whom_it_names(person, finds, search, actor):
    person("John Smith", email="js@example.org")
    person("Joan", email="xjs@example.com")

    assert finds(search, actor) == ["John Smith"]


@pytest.mark.parametrize("search", ["o'hara", "'", "'h", '"tony"', "tony", "a,b", ",b"])
def test_names_that_hold_such_signs_are_found_by_their_letters(person, finds, search):
    person('O\'Hara "Tony" a,b', email="x@example.org")
    person("Ohara", email="y@example.org")

    assert finds(search) == ['O\'Hara "Tony" a,b']


@pytest.mark.parametrize("search", NOTHING)
def test_what_folding_leaves_nothing_of_finds_nobody(ask, person, search):
    person("Ann")

    for query in (ListActiveUsers(search=search), FindUsers(search=search, sort="name")):
        page = ask(query)
        assert (page.rows, page.total, page.total_is_exact, page.first) == ((), 0, True, 0)
    assert ask(ListActiveUsers(search=search)).everybody == 1
    assert ask(FindUserIds(search=search)) == ()
    assert [row.name for row in ask(FindUsers(search=f"ann {search}")).rows] == ["Ann"]


@pytest.mark.parametrize("search", ["", "  ", "\n\t", "\0"])
def test_who_types_nothing_sees_everybody(ask, person, search):
    person("Ann")

    assert len(ask(ListActiveUsers(search=search)).rows) == 1
    assert len(ask(FindUserIds(search=search))) == 1


def test_an_address_of_another_script_is_found_as_its_owner_writes_it(person, finds):
    person("Kim", email="kim@xn--smrgs-pra0j.example")
    person("Other", email="kim@smorgas.example")

    for actor in (MEMBER, AUDITOR):
        for written in (
            "kim@smörgås.example",
            "KIM@SMÖRGÅS.example",
            "kim@xn--smrgs-pra0j.example",
        ):
            assert finds(written, actor) == ["Kim"]
        assert finds("Kim <kim@smörgås.example>", actor) == ["Kim"]
    assert finds("kim@smorgas.example", MEMBER) == ["Other"]


def test_staff_find_by_a_part_of_such_an_address(person, finds):
    person("Kim", email="kim@xn--smrgs-pra0j.example")
    person("Yuri", email="yuri@xn--e1afmkfd.xn--p1ai")

    for part in ("smörgås", "@smörgås.example", "SMORG", "kim@smör", "xn--smrgs"):
        assert (finds(part), finds(part, MEMBER)) == (["Kim"], [])
    assert finds("@пример.рф") == ["Yuri"]
    assert finds("yuri@пример.рф", MEMBER) == ["Yuri"]


def test_an_address_of_any_length_is_found(person, finds):
    email = f"{'x' * 64}@{'.'.join(['a' * 60] * 3)}.org"[:254]
    person("Long", email=email)

    assert finds(email, MEMBER) == ["Long"]
    assert finds(f"<mailto:{email}>", MEMBER) == ["Long"]


def test_lists_by_name_go_by_letters(ask, people):
    names = ["Zora", "Łena", "Lena", "Æsa", "Bo"]
    people(*({"name": name, "email": f"p{n}@example.org"} for n, name in enumerate(names)))

    found = [row.name for row in ask(FindUsers(sort="name", descending=False)).rows]
    assert (found[:2], {*found[2:4]}, found[4]) == (["Æsa", "Bo"], {"Lena", "Łena"}, "Zora")


def test_many_quotation_marks_take_no_time(finds):
    assert finds("'a " * 20_000) == []
