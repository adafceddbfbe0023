"""Looking for people who match, by ever larger pieces of two ways, until a page is full.

To *walk*: read the list in its order until a page is full, which is quick for what many have. To
*gather*: let another index name all candidates and sort those, which is quick for what few have.
Which one is quick is not known before, and the planner guesses badly. So a bounded piece of the
first is tried, then one of the second, then larger ones of both. Words in the order of joining need
one piece of each: fragments are gathered period by period (docs/decisions/0006-search.md).
"""

import logging
from dataclasses import replace

from sqlalchemy import Connection

from queries.gathering import FRAGMENTS, candidates, gather, gather_in_order
from queries.listings import Listing, Side, Wanted
from queries.paging import COUNTED, Asked
from queries.sides import Sides
from queries.walking import walk

_log = logging.getLogger("rollcall.search")

ALL = 1 << 40
WALKS = 4_000, 32_000, 256_000, ALL  # rows of each piece
GATHERS = 10_000, 160_000, ALL, ALL  # candidates of each piece
PROMISING = 20_000  # rows that are walked where the first piece promises that they are enough
NEARBY = 8_000  # rows on the other side that are looked at to say where the page stands
FEW = 10_000  # candidates that a filter is asked for at once, before anything is walked
KNOWN = 40_000  # candidates that are gathered at once where counters say that there are no more
SOME = 1_500  # candidates that show that there are many, where the first piece shows it already


class Search:
    """The sides of a cursor, and the steps that led to what is known of them."""

    def __init__(
        self, connection: Connection, listing: Listing, asked: Asked, skip: int, total: int | None
    ) -> None:
        """The filters' indexes tell how many they name; of one that stands alone, all of them."""
        self.connection, self.listing = connection, listing
        self.people, self.candidates = candidates(connection, listing, FEW)
        is_many = False
        if not listing.words and listing.filters in listing.filters.narrow().values():
            (count,) = self.candidates.values()
            total, is_many = (count if count <= FEW else total), count > COUNTED
        self.sides = Sides(asked, skip, total, is_many=is_many)
        self.steps: list[str] = []

    def run(self) -> None:
        """Try ever larger pieces of both ways, until the page and the total are known."""
        self._try_all()
        _log.debug("by %s: %s", self.listing.sort, ", ".join(self.steps))

    def _try_all(self) -> None:
        if (few := self._few()) and self._gather_by(few, FEW):
            return
        for rows, most in zip(WALKS, GATHERS, strict=True):
            self._walk(rows)
            if not self.sides.is_known and self._is_promising(rows):
                self._walk(PROMISING)
            if self.sides.is_known or (not self._is_nearly_full() and self._gather(rows, most)):
                return

    def _few(self) -> str:
        """The filter that leaves the fewest people, if these are few: else a walk meets them."""
        each = ((count, name) for name, count in self.candidates.items())
        count, name = min(each, default=(ALL, ""))
        return name if count <= FEW and count * 20 <= self.people else ""

    def _walk(self, rows: int) -> None:
        sides = self.sides
        sides.each[0] = self._walked(sides.of_page(), rows)
        if sides.is_full and not sides.each[1].ended:
            sides.each[1] = self._walked(sides.wanted[1], max(rows, NEARBY))

    def _walked(self, wanted: Wanted, rows: int) -> Side:
        rows = rows * self.listing.pace // 4
        side = walk(self.connection, self.listing, wanted, rows)
        self.steps.append(f"walked {rows}: {side.hits}")
        return side

    def _gather(self, rows: int, most: int) -> bool:
        """Whether everything is known, because some index named all candidates."""
        if self.listing.words and self._gather_by_words(rows, most):
            return True
        if self.sides.total is not None and most < self.sides.total <= KNOWN:
            most = self.sides.total
        names = self.candidates if most > FEW else ()  # else a walk is quicker, or they were asked
        return any(self._gather_by(name, most) for name in names)

    def _gather_by_words(self, rows: int, most: int) -> bool:
        self.listing = replace(self.listing, words=self.listing.words.rarest_first(self.connection))
        if self.listing.sort != "joined":
            return self._gather_by(FRAGMENTS, SOME if self._is_common(rows) else most)
        sides = gather_in_order(self.connection, self.listing, self.sides.wanted)
        self.sides.each[: len(sides)] = sides
        self.steps.append(f"gathered by {FRAGMENTS}: {self.sides.hits}")
        return True

    def _gather_by(self, way: str, most: int) -> bool:
        found, sides = gather(self.connection, self.listing, way, self.sides.wanted, most + 1)
        hits = sum(side.hits for side in sides)
        self.steps.append(f"gathered {found} by {way}: {hits}")
        if found <= most:
            self.sides.each[: len(sides)] = sides
            return True
        self.sides.is_many |= hits > COUNTED
        return self.sides.is_known

    def _is_nearly_full(self) -> bool:
        """Whether only rows of the page are lacking, and the next piece promises them."""
        shown = self.sides.each[0].hits - self.sides.skip
        return self.sides.is_counted and shown * 4 >= self.sides.size

    def _is_common(self, rows: int) -> bool:
        """Whether at least one in 400 of these rows was a hit: candidates are too many to sort."""
        return self.sides.each[0].hits * 1600 >= rows * self.listing.pace

    def _is_promising(self, rows: int) -> bool:
        """Whether hits are so frequent that a few more rows will do."""
        lacking = self.sides.skip + self.sides.size if self.sides.is_counted else COUNTED
        return rows < PROMISING and self.sides.each[0].hits * PROMISING >= lacking * rows
