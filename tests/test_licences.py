"""Whoever hands Rollcall on learns what they carry along, and under which licence."""

import re

import pytest

from tests.licence_table import PAGE, page_licences, python_licences

# Their text is to be kept, and nothing else.
PERMISSIVE = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC", "MIT", "MIT-0"),
    *("PSF-2.0", "Unlicense", "Apache-2.0 OR BSD-2-Clause"),
}
# What they ask for stands in the page, in words.
EXPLAINED = {"CC-BY-4.0", "LGPL-3.0-only", "MPL-2.0", "OFL-1.1"}


@pytest.mark.parametrize("licences", [python_licences, page_licences])
def test_every_package_is_listed_with_its_licence(licences) -> None:
    rows: dict[str, set[str]] = {}
    listed = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", PAGE.read_text(), re.MULTILINE)
    for licence, names in listed:
        rows.setdefault(licence, set()).update(names.split(", "))

    for name, licence in licences().items():
        assert name in rows.get(licence, set()), "run: .venv/bin/python -m tests.licence_table"


def test_no_package_has_a_licence_that_nobody_looked_at() -> None:
    found = {*python_licences().values(), *page_licences().values()}

    assert found <= PERMISSIVE | EXPLAINED
    assert found >= EXPLAINED, "the page explains what is not there"
