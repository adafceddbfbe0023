"""What docs/security.md says is so: its figures, and the tests that it names."""

import ast
import importlib
import re
from datetime import timedelta
from functools import cache

import pytest

from app.config import Settings
from commands.throttle import Limit
from tests.database import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text()
LIMITS = re.findall(r"^\| .+ \| (.+) \| `([\w.]+)` \|$", PAGE, re.MULTILINE)
ROWS = re.findall(r"^\| (\d+) \| ([\d.,/ -]+) \| (.+) \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
PROOF = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
# These, and only these, may stand without a test: there is nothing to test, or it is outside.
EXCEPTIONS = "Not applicable", "The operator"


def named(path):
    """The value of a constant, or the default of a setting."""
    if path.startswith("ROLLCALL_"):
        return Settings.model_fields[path.removeprefix("ROLLCALL_").lower()].default
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def figures(value):
    """As the page writes them."""
    if isinstance(value, Limit):
        return [f"{value.times:,} in {duration(value.within)}"]
    if isinstance(value, timedelta):
        return [duration(value)]
    if isinstance(value, tuple):
        return [" to ".join(f"{each:,}" for each in value)]
    if isinstance(value, dict):
        return sorted({duration(each) for each in value.values()})
    return [f"{value:,g}" if value < 1_000 else f"{value:,}"]


def duration(time):
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        number, rest = divmod(time.total_seconds(), length)
        if number and not rest:
            return f"{number:g} {unit}{'s' * (number > 1)}"
    return f"{time.total_seconds():g} seconds"


@pytest.mark.parametrize(("figure", "path"), LIMITS, ids=[path for _, path in LIMITS])
def test_a_limit_of_the_page_is_that_of_the_code(figure, path):
    for expected in figures(named(path)):
        assert re.search(rf"(?<![\d,]){re.escape(expected)}(?!,?\d|s\b)", figure), expected


def test_every_limit_of_the_throttle_is_on_the_page():
    throttle = importlib.import_module("commands.throttle")
    limits = {name for name, value in vars(throttle).items() if isinstance(value, Limit)}

    assert {path.rpartition(".")[2] for _, path in LIMITS} >= limits


@cache
def functions_of(path):
    tree = ast.parse((ROOT / path).read_text())
    kinds = ast.FunctionDef, ast.AsyncFunctionDef
    return {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


def test_the_table_has_every_row_once():
    assert [int(number) for number, *_ in ROWS] == list(range(1, 84))


@pytest.mark.parametrize("row", ROWS, ids=[f"row {row[0]}" for row in ROWS])
def test_a_row_names_a_test_that_is_there_or_says_why_there_is_none(row):
    proofs = PROOF.findall(row[4])

    assert proofs or row[4].startswith(EXCEPTIONS)
    for path, name in proofs:
        assert name in functions_of(path), f"{path}::{name}"
    assert row[4].count("::") == len(proofs)
