"""What the files of deploy/requirements pin."""

import re
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.database import ROOT

FOLDER: Final = ROOT / "deploy" / "requirements"


def pinned(name: str) -> dict[str, list[Requirement]]:
    """The lines of a file by package; for different systems one may stand there twice."""
    lines = re.findall(r"^(\w[^\\\n]*)", (FOLDER / f"{name}.txt").read_text(), re.MULTILINE)
    found: dict[str, list[Requirement]] = {}
    for line in map(Requirement, lines):
        found.setdefault(canonicalize_name(line.name), []).append(line)
    return found
