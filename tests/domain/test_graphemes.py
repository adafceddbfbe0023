"""Names are cut in sentences after 40 graphemes, never inside one."""

import pytest

from domain.graphemes import LONGEST, shortened

GRAPHEMES = {
    "a letter": "W",
    "a letter and its accent": "e\u0301",
    "a letter and many marks": "Z\u0337\u0319\u0308",
    "a family": "👨\u200d👩\u200d👧\u200d👦",
    "a colour of skin": "👍🏽",
    "a flag": "🇩🇪",
    "a flag of tags": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "a vowel sign": "कि",
    "a sign beyond the first plane": "𝔚",
}


@pytest.mark.parametrize("sign", GRAPHEMES.values(), ids=GRAPHEMES)
def test_a_name_is_cut_after_forty_graphemes(sign):
    assert LONGEST == 40
    assert shortened(sign * 40) == sign * 40
    assert shortened(sign * 41) == sign * 40 + "…"
    assert shortened("a" + sign * 200) == "a" + sign * 39 + "…"


def test_no_space_stands_before_the_ellipsis():
    assert shortened("Anna " * 20) == ("Anna " * 8).strip() + "…"


@pytest.mark.parametrize("name", ["", "Ann", "Ann Lee", "Дмитрий", "山田 太郎"])
def test_usual_names_stay_as_they_are(name):
    assert shortened(name) == name
