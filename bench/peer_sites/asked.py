"""What each of the products is asked for: the same pages of the same people."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final
from uuid import UUID

from sqlalchemy import text

from bench.peer_sites.person import ROWS
from bench.population import OLD_DOMAIN
from bench.site import Site

DEEP: Final = 2_000
# Newest first: the last of those before the page.
_LAST: Final = "select id from user_summaries order by id desc offset :skipped limit 1"


@dataclass(frozen=True, slots=True)
class Asked:
    what: str
    page: int = 1
    search: str = ""
    after: UUID | None = None  # where that page begins, for who goes by cursors
    goal: Fraction | None = None  # at most this share of what the fastest peer takes


def everything(site: Site) -> list[Asked]:
    """The deep page is the last one where there are fewer people."""
    deep = min(DEEP, site.people // ROWS)
    with site.owner.connect() as connection:
        after = connection.scalar(text(_LAST), {"skipped": (deep - 1) * ROWS - 1})
    return [
        Asked("list", goal=Fraction(1)),
        Asked(f"page {deep:,}", page=deep, after=after, goal=Fraction(1, 2)),
        Asked("no match (qzx)", search="qzx", goal=Fraction(1, 10)),
        Asked("frequent (smith)", search="smith"),
        Asked("two characters (an)", search="an"),
        Asked("among the oldest only", search=OLD_DOMAIN),
    ]
