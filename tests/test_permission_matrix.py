from domain.access import Permission
from tests.made_part import END
from tests.permission_matrix import PAGE, START, WORDS, page


def test_the_permissions_of_the_page_are_those_of_the_code():
    assert PAGE.read_text() == page(), "run: .venv/bin/python -m tests.permission_matrix"


def test_the_page_has_room_for_them_once():
    text = PAGE.read_text()

    assert (text.count(START), text.count(END)) == (1, 1)


def test_every_permission_has_words():
    assert set(WORDS) == set(Permission)
