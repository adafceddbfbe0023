"""Looking for people who match, by ever larger pieces of two ways, until a page is full.

To *walk*: read the list in its order until a page is full, which is quick for what many have. To
*gather*: let another index name all candidates and sort those, which is quick for what few have.
Which one is quick is not known before, and the planner guesses badly. So a bounded piece of the
first is tried, then one of the second, then larger ones of both. Words in the order of joining need
one piece of each: fragments are gathered period by period (docs/decisions/0006-search.md).
"""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection

from queries.gathering import FRAGMENTS, candidates, gather, gather_in_order
from queries.listings import Listing, Side, Wanted
from queries.paging import COUNTED, NOWHERE, Asked, Place
from queries.walking import walk

ALL = 1 << 40
WALKS = 4_000, 32_000, 256_000, ALL  # rows of each piece
GATHERS = 10_000, 160_000, ALL, ALL  # candidates of each piece
PROMISING = 20_000  # rows that are walked where the first piece promises that they are enough
NEARBY = 8_000  # rows on the other side that are looked at to say where the page stands
FEW = 10_000  # candidates that a filter is asked for at once, before anything is walked
KNOWN = 40_000  # candidates that are gathered at once where counters say that there are no more
SOME = 1_500  # candidates that show that there are many, where the first piece shows it already


def search(
    connection: Connection, listing: Listing, asked: Asked, skip: int, total: int | None
) -> "Search":
    """What is found. A filter that leaves few, and less than one in 20, is asked at once.

    The filters' indexes tell, to a bound; of a single one without words, that is the total.
    """
    people, counts = candidates(connection, listing, FEW)
    count, by = min(((count, name) for name, count in counts.items()), default=(ALL, ""))
    is_all = len(counts) == 1 and not listing.words
    is_all &= listing.filters in listing.filters.narrow().values()
    found = Search(connection, listing, asked, skip, count if is_all and count <= FEW else total)
    found.is_many = is_all and count > COUNTED
    found.run(by if count <= FEW and count * 20 <= people else "")
    return found


class Search:
    """What is known so far of the two sides of a cursor: that of the page, and the other."""

    def __init__(
        self, connection: Connection, listing: Listing, asked: Asked, skip: int, total: int | None
    ) -> None:
        self.connection, self.listing, self.total = connection, listing, total
        self.size, self.skip, self.is_back = asked.page_size, skip, bool(asked.before)
        self.is_many = False  # there are more hits than are counted
        self.steps: list[str] = []
        ahead = COUNTED if total is None or self.is_back else 0
        most = skip + self.size + ahead + 1
        cursor = asked.before or asked.after
        self.wanted = [Wanted(cursor, self.is_back, False, most, skip, self.size + 1)]
        self.sides = [Side([], 0, ended=False), Side([], 0, ended=not cursor)]
        if cursor:
            self.wanted.append(Wanted(cursor, not self.is_back, True, COUNTED + 1))

    @property
    def ids(self) -> list[UUID]:
        named = self.sides[0].ids[: self.size]
        return named[::-1] if self.is_back else named

    def run(self, few: str) -> None:
        """Try ever larger pieces of both ways, until the page and the total are known."""
        if few and self._gather_by(few, FEW):
            return
        for rows, most in zip(WALKS, GATHERS, strict=True):
            self._walk(0, rows)
            if self._is_full() and not self.sides[1].ended:
                self._walk(1, max(rows, NEARBY))
            if not self._is_known() and self._is_promising(rows):
                self._walk(0, PROMISING)
            if self._is_known():
                return
            if not self._is_nearly_full() and self._gather(rows, most):
                return

    def place(self) -> Place:
        """Where the page stands: as exactly as both sides are known."""
        page, other = self.sides
        if not self.ids:
            return NOWHERE
        size = len(self.ids)
        if self.is_back:
            ahead, is_top, is_more = page.hits - size, page.ended, other.hits > 0
        else:
            ahead, is_top, is_more = other.hits + self.skip, other.ended, len(page.ids) > size
        behind = other.hits if self.is_back else page.hits - self.skip - size
        is_bottom = other.ended if self.is_back else page.ended
        if not is_top and is_bottom and self.total is not None:
            ahead, is_top = self.total - behind - size, True
        if not is_top:
            ahead = min(ahead, COUNTED)
        newer = self.ids[0] if ahead or not is_top else None
        older = self.ids[-1] if is_more or (self.is_back and not is_bottom) else None
        return Place(ahead + 1, ahead + size, newer, older, is_top)

    def counted(self) -> tuple[int, bool]:
        """The total, and whether it is exact."""
        if self.total is not None:
            return self.total, True
        hits = sum(side.hits for side in self.sides)
        return (COUNTED, False) if self.is_many or hits > COUNTED else (hits, True)

    def _walk(self, number: int, rows: int) -> None:
        rows, wanted = rows * self.listing.pace // 4, self.wanted[number]
        if self.is_many and number == 0 and not self.is_back:  # nothing more is to be counted
            wanted = replace(wanted, count=wanted.skip + wanted.names)
        side = walk(self.connection, self.listing, wanted, rows)
        self.sides[number] = side
        self.steps.append(f"walked {rows}: {side.hits}")

    def _gather(self, rows: int, most: int) -> bool:
        """Whether everything is known, because some index named all candidates."""
        if self.listing.words and self._gather_by_words(rows, most):
            return True
        if self.total is not None and most < self.total <= KNOWN:
            most = self.total
        names = self.listing.filters.narrow() if most > FEW else ()  # else they were asked already
        return any(self._gather_by(name, most) for name in names)

    def _gather_by_words(self, rows: int, most: int) -> bool:
        self.listing = replace(self.listing, words=self.listing.words.rarest_first(self.connection))
        if self.listing.sort != "joined":
            return self._gather_by(FRAGMENTS, SOME if self._is_common(rows) else most)
        sides = gather_in_order(self.connection, self.listing, self.wanted)
        self.sides[: len(sides)] = sides
        self.steps.append(f"gathered by {FRAGMENTS}: {sum(side.hits for side in sides)}")
        return True

    def _gather_by(self, way: str, most: int) -> bool:
        found, sides = gather(self.connection, self.listing, way, self.wanted, most + 1)
        hits = sum(side.hits for side in sides)
        self.steps.append(f"gathered {found} by {way}: {hits}")
        if found <= most:
            self.sides[: len(sides)] = sides
            return True
        self.is_many |= hits > COUNTED
        return self._is_known()

    def _is_full(self) -> bool:
        return self.sides[0].ended or len(self.sides[0].ids) == self.wanted[0].names

    def _is_known(self) -> bool:
        is_counted = self.total is not None or self.is_many
        is_counted |= sum(side.hits for side in self.sides) > COUNTED
        return self._is_full() and (is_counted or all(side.ended for side in self.sides))

    def _is_nearly_full(self) -> bool:
        """Whether only rows of the page are lacking, and the next piece promises them."""
        is_counted = self.total is not None or self.is_many
        return is_counted and self.sides[0].hits * 4 >= self.size

    def _is_common(self, rows: int) -> bool:
        """Whether at least one in 400 of these rows was a hit: candidates are too many to sort."""
        return self.sides[0].hits * 1600 >= rows * self.listing.pace

    def _is_promising(self, rows: int) -> bool:
        """Whether hits are so frequent that a few more rows will do."""
        lacking = self.size if self.total is not None or self.is_many else COUNTED
        return rows < PROMISING and self.sides[0].hits * PROMISING >= lacking * rows
