"""Measuring: the bench is no part of the product, but of its sources."""

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from app.console.places import ROOT
from app.console.refusal import Refusal


def run(arguments: Sequence[str]) -> NoReturn:
    """Become the bench. Raises Refusal where only the product is installed."""
    if not (ROOT / "bench" / "__main__.py").is_file():
        raise Refusal("The bench is with the sources of Rollcall: run it there.")
    os.environ["PYTHONPATH"] = str(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "bench", *arguments])  # noqa: S606
