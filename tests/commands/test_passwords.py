import time

import pytest
from pydantic import BaseModel, SecretStr, ValidationError

from commands.passwords import STRONG, hash_password, matches, strength
from domain.values import NewPassword, Password

ANN = "ann.lee@example.org", "Ann Lee"
COMMON = ["password password", "iloveyouiloveyou", "letmeinletmeinletmein", "p@ssw0rd p@ssw0rd"]
OWN = ["Ann Lee Rollcall", "ann.lee@example.org", "ann-lee-ann-lee", "rollcall rollcall"]
WALKS = ["qwertyuiop[]asdf", "q1w2e3r4t5y6u7i8", "zaq12wsxcde34rfv", "abcdefghijklmnop"]
REPEATS = ["aaaaaaaaaaaaaaaa", "1234567890123456", "19840723 19840723", "abababababababab"]
GOOD = ["correct horse battery staple", "x#9!kQ$2&vB@7*p", "日本語のパスワードは長い方がよい"]
# What zxcvbn would take up to two seconds for.
HOSTILE = ["4@8({[<3 69&#!1|/70$5+7%2" * 3, "$@!|1+7%2(<{[483069" * 4, "a" * 1024, "ab" * 512]


class Form(BaseModel):
    new: NewPassword
    typed: Password = SecretStr("")


def new(text):
    return Form(new=SecretStr(text)).new


def typed(text):
    return Form(new=SecretStr("x" * 15), typed=SecretStr(text)).typed


@pytest.mark.parametrize("easy", COMMON + OWN + WALKS + REPEATS)
def test_what_many_think_of_is_weak(easy):
    assert strength(SecretStr(easy), *ANN) < STRONG


@pytest.mark.parametrize("good", GOOD)
def test_several_words_and_chance_are_strong_in_any_script(good):
    assert strength(SecretStr(good), *ANN) >= STRONG


def test_ones_own_name_is_weak_only_for_oneself():
    name = SecretStr("Kunigunde Zwetschgenried")

    assert strength(name, "k@example.org", "Kunigunde Zwetschgenried") < STRONG
    assert strength(name, *ANN) >= STRONG


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_no_password_takes_long_to_judge(hostile):
    def seconds():
        start = time.thread_time()
        strength(SecretStr(hostile), *ANN)
        return time.thread_time() - start

    assert min(seconds() for _ in range(3)) < 0.2


def test_nothing_at_all_is_weak():
    assert strength(SecretStr("")) == 0
    assert strength(SecretStr("- . -"), "", "") == 0


def test_from_15_to_1024_code_points_are_taken():
    for length in (15, 1024):
        assert len(new("é" * length).get_secret_value()) == length
    for length in (0, 14, 1025):
        with pytest.raises(ValidationError):
            new("é" * length)


def test_one_spelling_is_as_good_as_another():
    """A letter with its accent is one code point or two, as the keyboard has it."""
    stored = hash_password(new("u\u0308 and o\u0308 and a\u0308, all"))

    assert matches(typed("\u00fc and \u00f6 and \u00e4, all"), stored)


@pytest.mark.parametrize(
    "other",
    [
        "Correct horse battery",
        "correct horse battery ",
        " correct horse battery",
        "correct horse batter",
        "correct horse battery\0",
        "correct horse battery\0a",
        "correct\u00a0horse battery",
        "",
    ],
)
def test_only_the_very_same_password_matches(other):
    stored = hash_password(new("correct horse battery"))

    assert not matches(typed(other), stored)
    assert matches(typed("correct horse battery"), stored)


def test_every_character_counts_however_long_it_is():
    stored = hash_password(new("a" * 72 + "b" * 900))

    assert not matches(typed("a" * 72), stored)
    assert not matches(typed("a" * 72 + "b" * 899 + "c"), stored)


def test_nobodys_password_matches_nothing():
    assert not matches(SecretStr("nobody has this password"), None)
    assert not matches(SecretStr(""), "")
    assert not matches(SecretStr("x"), "no hash")
