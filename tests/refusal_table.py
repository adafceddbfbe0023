"""The refusals of the JSON API as a table, from the code.

`python -m tests.refusal_table` writes it between two marks of docs/api.md.
"""

from typing import Final

from app.api.openapi_errors import KINDS
from tests.database import ROOT
from tests.made_part import start, with_part

PAGE: Final = ROOT / "docs" / "api.md"
START: Final = start("tests.refusal_table")


def written() -> str:
    """What stands between the marks."""
    rows = (
        f"| {kind.status} | `{kind.code}` | {kind.sentence} | {kind.header} |" for kind in KINDS
    )
    head = "| status | code | such as | header |\n|---|---|---|---|"
    return "\n".join([head, *rows])


def page() -> str:
    """The text of docs/api.md with the part that is made."""
    return with_part(PAGE, START, written())


if __name__ == "__main__":
    PAGE.write_text(page())
