"""One folding, three times: in the database, in the browser, and as Unicode's data has it."""

import json
import subprocess
import sys
import unicodedata

import pytest
from sqlalchemy import text

from tests.browser import _node
from tests.database import ROOT
from tests.model import fold as model

FOLDED = "select fold(x) from unnest(cast(:texts as text[])) with ordinality as t(x, n) order by n"
CHARACTERS = [
    c
    for c in map(chr, range(1, sys.maxunicode + 1))
    # Those of Python's Unicode, which is the oldest; of ideographs and syllables, which are many,
    # and of private use some.
    if unicodedata.category(c) not in {"Cn", "Cs"}
    and (unicodedata.category(c) not in {"Lo", "Co"} or c < "\u3400" or ord(c) % 50 == 0)
]
RIGHT = {
    # Drawn through, hooked, joined, without a dot.
    "Łukasz": "lukasz", "Bjørn": "bjorn", "Đặng": "dang", "Þór": "thor", "Ægir": "aegir",
    "Cœur": "coeur", "Weißkopf": "weisskopf", "WEIẞKOPF": "weisskopf", "ı": "i", "İzzet": "izzet",
    "IŞIL": "isil", "ışıl": "isil", "Hróðmar": "hrodmar", "Ħal": "hal", "Ŧ": "t", "Ŋ": "n",
    "ƒ": "f", "Ɓ": "b", "ɗ": "d", "Ƙano": "kano", "Ƴola": "yola", "ɨ": "i", "ʉ": "u", "Ɵ": "o",
    "Kɔfi Ɛla": "kofi ela", "ǿ": "o", "ǽ": "ae", "ⱥ": "a", "Ⱦ": "t", "ȷ": "j", "ĸ": "q",
    "Ꝥ": "th", "ǳ": "dz", "ŉ": "'n", "ﬃ": "ffi", "ſ": "s",
    # A letter of its own stays one.
    "Əli": "əli", "Ʒ": "ʒ", "Ғ": "ғ",
    # Greek: capitals and the final sigma.
    "ΣΊΣΥΦΟΣ": "σισυφοσ", "σίσυφος": "σισυφοσ",
    # Apostrophes, quotation marks, hyphens, dots.
    **{f"O{sign}Dea": "o'dea" for sign in "’‘‛ʼʻʹ´`′＇｀ʾʿ΄᾽‵ꞌ"},
    "ג׳ורג׳": "ג'ורג'", "צה״ל": 'צה"ל', "“Joe”": '"joe"', "a¨b": 'a"b',
    **{f"Anne{sign}Lise": "anne-lise" for sign in "‐‑‒–—―−－﹣⁃֊"},
    **{f"古丽{sign}艾山": "古丽·艾山" for sign in "·•・･‧∙⋅·"},
    # What cannot be seen.
    "رضا\u200cقلی": "رضاقلی",
    **{f"To{sign}ra": "tora" for sign in "\u200b\u200d\u200e\u00ad\ufeff\u2060\ufe0f\U000e0061"},
    "\u202aTora\u202c": "tora", "\u0301": "", "\u200b": "", "\u3164": "", "¸": "", "゛": "",
    # Letters in several forms.
    "أحمد": "احمد", "إ": "ا", "آ": "ا", "ٱ": "ا", "علي": "علی", "على": "علی", "كريم": "کریم",
    "فاطمة": "فاطمه", "مؤمن": "مومن", "محـــمد": "محمد", "٢٠٢٦": "2026", "۲۰۲۶": "2026",
    # Names without spaces.
    "山田 太郎": "山田太郎", "山田\u3000太郎": "山田太郎", "김 철수": "김철수",
    "山田 Taro": "山田 taro",
    # Marks that carry meaning, and everything else.
    "عَلي": "عَلی", "नमस्ते": "नमस्ते", "が": "が", "Ann  Lee": "ann  lee", "100% _\\": "100% _\\",
}  # fmt: skip


def in_database(database, texts):
    with database.owner.connect() as connection:
        return connection.scalars(text(FOLDED), {"texts": list(texts)}).all()


def in_browser(function, values):
    """What a function of the pages' script makes of each value."""
    script = (ROOT / "assets" / "ui" / "folding.jsx").read_text()
    ask = f"""
        import {{ readFileSync }} from "node:fs";
        const values = JSON.parse(readFileSync(0, "utf8"));
        process.stdout.write(JSON.stringify(values.map({function})));
    """
    command = [str(_node()), "--input-type=module", "--eval", script + ask]
    done = subprocess.run(command, check=True, input=json.dumps(values), stdout=-1, text=True)
    return json.loads(done.stdout)


def test_the_database_folds_to_the_right_values(database):
    assert dict(zip(RIGHT, in_database(database, RIGHT), strict=True)) == RIGHT


def test_the_browser_folds_to_the_right_values():
    assert dict(zip(RIGHT, in_browser("fold", list(RIGHT)), strict=True)) == RIGHT


def test_all_characters_are_folded_as_unicode_describes_them(database):
    true = [model(c) for c in CHARACTERS]
    stored, marked = in_database(database, CHARACTERS), in_browser("fold", CHARACTERS)

    # Lower case, because the case that Cherokee is folded to is the upper one, but not in scripts.
    each = zip(CHARACTERS, stored, marked, true, strict=True)
    wrong = [(c, s, m, t) for c, s, m, t in each if s != t or m != t.lower()]
    assert wrong[:20] == []


def test_what_is_folded_stays_so(database):
    once = in_database(database, [*CHARACTERS, *RIGHT])

    assert in_database(database, once) == once


@pytest.mark.parametrize(
    ("name", "wanted", "marked"),
    [
        ("Łukasz Kowal", "lukasz", ["Łukasz"]),
        ("Þór Ægisson", "thor aegis", ["Þór", "Ægis"]),
        ("ΣΊΣΥΦΟΣ", "σίσυφος", ["ΣΊΣΥΦΟΣ"]),
        ("Niamh O’Dea", "o'dea", ["O’Dea"]),
        ("رضا\u200cقلی", "رضاقلی", ["رضا\u200cقلی"]),
        ("山田 太郎", "山田太郎", ["山田 太郎"]),
        ("Zoe\u0301 Lee", "zoé", ["Zoe\u0301"]),
        ("Ann Lee", '"Lee, Ann" <al@example.org>', ["Ann", "Lee"]),
        ("Ann Lee", "'Ann Lee'", ["Ann", "Lee"]),
        ("ann@example.org", "mailto:ann@example.org", ["ann@example.org"]),
        ("Weiß", "ss", ["ß"]),
        ("Ann", "\u0301", []),
        ("Ann", '"', []),
    ],
)
def test_what_a_search_found_is_marked(name, wanted, marked):
    [parts] = in_browser("([text, wanted]) => split(text, wanted)", [[name, wanted]])

    assert "".join(part["text"] for part in parts) == name
    assert [part["text"] for part in parts if part["marked"]] == marked
