"""A code is its letters and digits, however they were typed or pasted."""

import pytest
from pydantic import SecretStr

from commands.second_factor import _typed, recovery_hash


def digits_from(zero):
    return "".join(chr(ord(zero) + n) for n in (1, 2, 3, 4, 5, 6))


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "123 456",
            "123-456",
            "123\u2013456",
            "123\u00a0456",
            "\u200e123456",
            "123\u200b456\ufeff",
        ),
        *map(digits_from, ("\uff10", "\u0660", "\u06f0", "\u0966", "\u0e50", "\U0001d7ce")),
        *("1\ufe0f\u20e323456", "\u201c123456\u201d", " 123456\n"),
    ],
)
def test_digits_are_read_in_every_script_and_with_what_came_along(typed):
    assert _typed(SecretStr(typed)) == "123456"


@pytest.mark.parametrize("typed", ["½23456", "²23456", "①23456", "12345", "1234567", "Ⅻ3456"])
def test_what_only_looks_like_digits_is_not_the_code(typed):
    assert _typed(SecretStr(typed)) != "123456"


@pytest.mark.parametrize(
    "dash", ["-", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "\uff0d", " ", ""]
)
def test_a_recovery_code_is_read_with_any_dash_in_any_case(dash):
    typed = _typed(SecretStr(dash.join(["K3FZ", "\uff19m2p", "xw7c"])))

    assert recovery_hash(typed) == recovery_hash("k3fz-9m2p-xw7c")
