"""What lists say of where a page stands, and of how many rows there are."""

from types import SimpleNamespace

import pytest

from app.components import pagination


def shown(**fields):
    usual = {"rows": (1, 2), "total": 12_431, "first": 21, "last": 40, "first_is_exact": True}
    return SimpleNamespace(**usual | {"total_is_exact": True} | fields)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (shown(), "21–40 of 12,431"),
        (shown(total=1_000, total_is_exact=False), "21–40 of 1,000+"),
        (shown(first=1_001, first_is_exact=False), "After the first 1,000 of 12,431"),
        (shown(first=159, first_is_exact=False), "After the first 100 of 12,431"),
        (shown(first=36, first_is_exact=False), "One page of 12,431"),
        (shown(rows=()), ""),
        (None, ""),
    ],
)
def test_a_page_says_where_it_stands_as_exactly_as_that_is_known(page, words):
    assert pagination.place(page, pagination.total(page)) == words


def test_a_list_whose_total_is_always_exact_needs_no_words_for_it():
    assert pagination.place(shown()) == "21–40 of 12,431"


def test_another_link_to_the_same_page_keeps_where_one_is():
    address = {"q": "an", "after": "0199c0de", "exact": "1"}

    assert pagination.here(address) == {"after": "0199c0de"}
    assert pagination.here({"q": "an"}) == {}
