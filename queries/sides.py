"""What is known of the two sides of a cursor: that of the page asked for, and the other."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from queries.listings import Side, Wanted
from queries.paging import COUNTED, NOWHERE, Asked, Place


class PageOfIds(NamedTuple):
    ids: Sequence[UUID]
    place: Place
    total: int  # hits; a lower bound unless total_is_exact
    total_is_exact: bool


class Sides:
    """Nothing at first. Without a cursor there is one side only."""

    def __init__(self, asked: Asked, skip: int, total: int | None, *, is_many: bool) -> None:
        self.size, self.skip, self.is_back = asked.page_size, skip, bool(asked.before)
        self.total, self.is_many = total, is_many  # is_many: there are more hits than are counted
        ahead = COUNTED if total is None or self.is_back else 0
        most = skip + self.size + ahead + 1
        cursor = asked.before or asked.after
        self.wanted = [Wanted(cursor, self.is_back, False, most, skip, self.size + 1)]
        self.each = [Side([], 0, ended=False), Side([], 0, ended=not cursor)]
        if cursor:
            self.wanted.append(Wanted(cursor, not self.is_back, True, COUNTED + 1))

    @property
    def ids(self) -> list[UUID]:
        named = self.each[0].ids[: self.size]
        return named[::-1] if self.is_back else named

    @property
    def hits(self) -> int:
        return sum(side.hits for side in self.each)

    @property
    def is_counted(self) -> bool:
        """Whether more hits would not change the total that is told."""
        return self.total is not None or self.is_many or self.hits > COUNTED

    @property
    def is_full(self) -> bool:
        """Whether the page is."""
        return self.each[0].ended or len(self.each[0].ids) == self.wanted[0].names

    @property
    def is_known(self) -> bool:
        """Whether the page and the total are."""
        return self.is_full and (self.is_counted or all(side.ended for side in self.each))

    def of_page(self) -> Wanted:
        """What is wanted of the page's side: only the page where nothing more is to be counted."""
        wanted = self.wanted[0]
        if self.is_many and not self.is_back:
            return replace(wanted, count=wanted.skip + wanted.names)
        return wanted

    def place(self) -> Place:
        """Where the page stands: as exactly as both sides are known."""
        page, other = self.each
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

    def counted(self, others: int = 0) -> tuple[int, bool]:
        """The total, with so many others who are hits as well, and whether it is exact."""
        if self.total is not None:
            return self.total, True
        hits = self.hits + others
        return (COUNTED, False) if self.is_many or hits > COUNTED else (hits, True)
