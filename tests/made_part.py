"""The part of a document that is made from the code, between two marks."""

from pathlib import Path
from typing import Final

END: Final = "<!-- The end of what is made. -->"


def start(module: str) -> str:
    """The mark before what `python -m` with this module makes."""
    return f"<!-- Made by `python -m {module}`; a test checks it. -->"


def with_part(page: Path, mark: str, made: str) -> str:
    """The text of the page with what is made now behind this mark."""
    before, _, rest = page.read_text().partition(mark)
    return f"{before}{mark}\n{made}\n{END}{rest.partition(END)[2]}"
