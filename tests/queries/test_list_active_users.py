import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import event, insert

from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden
from domain.ids import new_id
from domain.user import User
from domain.values import words
from projections import maintenance
from queries import searching, sides
from queries.list_active_users import ListActiveUsers
from tests.model import Person, fold

MEMBER = Actor(Role.MEMBER, new_id())


def people(database, names):
    """People with these names and no history, straight through the definitions."""
    rows = [
        User.new(
            name=name, email=f"p{n}@{'old' if n % 3 else 'new'}.example.org", password_hash="x",
            now="2026-01-01T00:00:00Z",
        ).model_dump()
        for n, name in enumerate(names)
    ]  # fmt: skip
    with database.owner.begin() as connection:
        connection.execute(insert(User), rows)
    maintenance.rebuild(database.owner)
    everybody = [Person(row["id"], row["name"], row["email"]) for row in rows]
    return sorted(everybody, key=lambda person: person.id)


def found(ask, search, actor=None):
    query = ListActiveUsers(search=search, page_size=100)
    page = ask(query, actor) if actor else ask(query)
    return sorted(row.name for row in page.rows)


def test_the_newest_person_comes_first(ask, person):
    ids = [person(name) for name in ("Ann", "Bob", "Cid")]

    assert [row.id for row in ask(ListActiveUsers()).rows] == ids[::-1]


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_only_active_people_are_listed(ask, person, status):
    person("Ann", status=status)

    page = ask(ListActiveUsers())
    assert (page.rows, page.total, page.everybody, page.first, page.last) == ((), 0, 0, 0, 0)
    assert found(ask, "ann") == []


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("ann", ["Ann Lee", "Joanna"]), ("ANN", ["Ann Lee", "Joanna"]), ("lee ann", ["Ann Lee"]),
        ("emilie", ["Émilie"]), ("ÉMILIE", ["Émilie"]), ("e\u0301m", ["Émilie"]),
        ("strasse", ["Weiß Straße"]), ("WEIẞ", ["Weiß Straße"]), ("σίσυφος", ["ΣΊΣΥΦΟΣ"]),
        ("小", ["李小龍"]), ("小龍", ["李小龍"]), ("ｊｏ", ["Joanna"]), ("ali", ["Ali عَلي"]),
        ("عَلي", ["Ali عَلي"]), ("%", ["100% Real"]), ("_", ["snake_case"]), ("\\", ["back\\slash"]),
        ("0%", ["100% Real"]), ("'", ["O'Hara"]), ("nobody", []), ("ann nobody", []),
        ("İLK", ["İlker"]), ("ilker", ["İlker"]), ("한국", ["한국어"]), ("👩", ["👩‍🚀 Space"]),
    ],
)  # fmt: skip
def test_a_search_folds_case_and_accents_and_takes_every_character_as_it_is(
    ask, database, search, names
):
    people(
        database,
        ["Ann Lee", "Joanna", "Émilie", "Weiß Straße", "ΣΊΣΥΦΟΣ", "李小龍", "Ali عَلي",
         "100% Real", "snake_case", "back\\slash", "O'Hara", "İlker", "한국어", "👩‍🚀 Space"],
    )  # fmt: skip

    assert found(ask, search, MEMBER) == sorted(names)


def test_an_email_is_found_by_fragments_only_by_those_who_may_see_it(ask, database):
    people(database, ["Ann", "Bob"])

    assert found(ask, "@new.example") == ["Ann"]
    assert found(ask, "@new.example", MEMBER) == []
    assert found(ask, "P0@NEW.example.org", MEMBER) == ["Ann"]


def test_an_email_is_shown_to_staff_and_to_oneself(ask, ann, person):
    person("Bob")

    def emails(actor):
        return [row.email for row in ask(ListActiveUsers(), actor).rows]

    assert emails(ann) == [None, "ann@example.org"]
    assert emails(Actor(Role.AUDITOR, new_id())) == ["bob@example.org", "ann@example.org"]


def test_pages_join_without_gap_or_double_and_say_where_they_are(ask, database):
    expected = [p.id for p in reversed(people(database, [f"P {n}" for n in range(45)]))]
    seen, cursor, spans = [], None, []
    while True:
        page = ask(ListActiveUsers(after=cursor))
        seen += [row.id for row in page.rows]
        spans.append((page.first, page.last))
        cursor = page.older
        if not cursor:
            break

    assert (seen, spans) == (expected, [(1, 20), (21, 40), (41, 45)])
    back = ask(ListActiveUsers(before=page.newer))
    assert ([row.id for row in back.rows], back.first) == (expected[20:40], 21)
    first = ask(ListActiveUsers(before=back.newer))
    assert ([row.id for row in first.rows], first.newer) == (expected[:20], None)


def test_going_back_always_shows_a_full_first_page(ask, database):
    expected = [p.id for p in reversed(people(database, [f"P {n}" for n in range(25)]))]

    page = ask(ListActiveUsers(before=expected[3]))

    assert [row.id for row in page.rows] == expected[:20]


def test_a_cursor_behind_the_last_row_shows_the_first_page(ask, database):
    oldest = people(database, ["Ann", "Bob"])[0]

    page = ask(ListActiveUsers(after=oldest.id))

    assert (page.first, page.last, page.total) == (1, 2, 2)


def test_a_page_can_be_asked_for_by_its_number(ask, database):
    expected = [p.id for p in reversed(people(database, [f"P {n}" for n in range(45)]))]

    pages = [ask(ListActiveUsers(page=number)) for number in (1, 2, 3, 4)]

    assert [each.id for page in pages for each in page.rows] == expected
    assert [(page.first, page.last) for page in pages] == [(1, 20), (21, 40), (41, 45), (0, 0)]
    assert {page.total for page in pages} == {45}
    assert pages[1] == ask(ListActiveUsers(after=pages[0].older))
    assert ask(ListActiveUsers(page=3, page_size=7, search="p")).first == 15


@pytest.mark.parametrize("page", [0, -1, 501, "many"])
def test_there_is_no_other_page(page):
    with pytest.raises(ValidationError, match="page"):
        ListActiveUsers(page=page)


def test_a_row_has_the_beginning_of_the_bio(ask, person):
    person("Ann", bio="x" * 2_000)

    assert ask(ListActiveUsers()).rows[0].bio == "x" * 200


def test_cursors_stay_inside_the_search(ask, database):
    people(database, ["Rare" if n % 5 == 0 else "Other" for n in range(60)])

    first = ask(ListActiveUsers(search="rare", page_size=5))
    second = ask(ListActiveUsers(search="rare", page_size=5, after=first.older))

    assert {row.name for row in (*first.rows, *second.rows)} == {"Rare"}
    assert (second.first, second.last, second.total) == (6, 10, 12)
    assert second.newer == second.rows[0].id


def test_hits_are_counted_exactly_up_to_a_bound_and_then_on_demand(ask, database, monkeypatch):
    for module in (searching, sides):
        monkeypatch.setattr(module, "COUNTED", 10)
    people(database, ["Ann"] * 10 + ["Bob"] * 11)

    def total(search, **options):
        page = ask(ListActiveUsers(search=search, **options))
        return page.total, page.total_is_exact, page.everybody

    assert total("ann") == (10, True, 21)
    assert total("bob") == (10, False, 21)
    assert total("bob", exact=True) == (11, True, 21)
    assert total("") == (21, True, 21)


def test_guests_see_nobody_unless_the_directory_is_open(ask, ann):
    with pytest.raises(Forbidden):
        ask(ListActiveUsers(), GUEST)
    assert ask(ListActiveUsers(), Actor(reads_as_guest=True)).total == 1


ALPHABET = st.sampled_from(
    [*"aAbeEoß%_\\'.-@ éÉåøłİıΣσςяЯЁё", *"李小龍ａＡ가각한ｶが한عَليनमस्ते", "e\u0301"]
)
TEXT = st.lists(ALPHABET, min_size=1, max_size=8).map("".join)


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(
    st.lists(TEXT.filter(str.isalpha) | TEXT.map("a{}".format), min_size=1, max_size=8),
    st.lists(TEXT, max_size=12),
)
def test_a_search_finds_exactly_what_a_slow_scan_finds(database, ask, names, searches):
    database.empty()
    everybody = people(database, names)
    fragments = [p.name[n : n + 3] for p in everybody for n in range(len(p.name))]

    for search in [*searches, *fragments, *[p.email[1:9] for p in everybody]]:
        term = " ".join(words(search))
        for actor, by_fragments in ((None, True), (MEMBER, False)):
            matches = [
                p.name for p in everybody if p.matches(term, by_fragments_of_email=by_fragments)
            ]
            assert found(ask, search, actor) == sorted(matches), (search, fold(search))


def test_the_first_page_comes_with_its_total_in_one_statement(ask, ann, database):
    statements = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(database.reading, "before_cursor_execute", note)
    page = ask(ListActiveUsers())
    event.remove(database.reading, "before_cursor_execute", note)

    assert len(statements) == 1
    assert [row.id for row in page.rows] == [ann.user_id]
    assert page.total == page.everybody == 1
