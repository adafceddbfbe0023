"""The refusals of the JSON API as a table, from the code.

`python -m tests.refusal_table` writes it between two marks of docs/api.md.
"""

from typing import Final

from app.api.openapi_errors import KINDS
from tests.database import ROOT

PAGE: Final = ROOT / "docs" / "api.md"
START: Final = "<!-- Made by `python -m tests.refusal_table`; a test checks it. -->"
END: Final = "<!-- The end of what is made. -->"


def written() -> str:
    """What stands between the marks."""
    rows = (
        f"| {kind.status} | `{kind.code}` | {kind.sentence} | {kind.header} |" for kind in KINDS
    )
    head = "| status | code | such as | header |\n|---|---|---|---|"
    return "\n".join([START, head, *rows, END])


def page() -> str:
    """The text of docs/api.md with the part that is made."""
    before, _, rest = PAGE.read_text().partition(START)
    return before + written() + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(page())
