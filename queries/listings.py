"""A list of people that is asked for: whom it holds, in which order, and which part of it.

Statements are made once for each shape of a list and of what is wanted of it: SQLAlchemy needs
longer to build one than PostgreSQL to carry it out. The values are given with each execution.
"""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self
from uuid import UUID

from sqlalchemy import Table

from domain.values import Status
from projections.user_search import TABLE as SEARCH
from projections.user_summary import TABLE as SUMMARIES
from queries.filtering import SORTS, Filters, Sort
from queries.matching import Words
from queries.paging import Order, Rows

_OF_TEXTS = {"name", "email"}  # orders that are in the table of texts
_OF_EACH_STATUS = {"joined", "status"}  # orders in which an index has each status
_OF_AWAY = {"activity", "followers"}  # and those in which one has who is not active


@dataclass(frozen=True, slots=True)
class Listing:
    """Whom a list holds, and in which order."""

    words: Words
    filters: Filters
    sort: Sort = "joined"
    descending: bool = True
    best_first: bool = False  # a search in the order of joining: its best matches come first

    @classmethod
    def usual(cls, words: Words, filters: Filters, sort: Sort | None, *, descending: bool) -> Self:
        """In this order; without one by joining, and the newest after the best matches."""
        best_first = sort is None and descending
        return cls(words, filters, sort or "joined", descending, best_first)

    @property
    def shape(self) -> "Listing":
        """What its statements depend on."""
        words, filters = self.words.shape, self.filters.shape
        return replace(self, words=words, filters=filters, best_first=False)

    @property
    def values(self) -> dict[str, Any]:
        """Those of the parameters."""
        return {**self.words.values, **self.filters.values}

    @property
    def is_indexed(self) -> bool:
        """Whether an index holds just these people, in this order.

        There is one of everybody for each order; for each status in the orders of joining and of
        statuses; and of those who are not active by their activity and their followers.
        """
        status = self.filters.status
        has_own = _OF_EACH_STATUS if status == Status.ACTIVE else _OF_EACH_STATUS | _OF_AWAY
        if self.sort not in has_own:
            status = None
        return not self.words and self.filters == Filters(status=status)

    @property
    def table(self) -> Table:
        """In which its order is read: the texts, where they are looked at anyway."""
        in_texts = self.sort in _OF_TEXTS or (self.sort == "joined" and self.words)
        return SEARCH if in_texts else SUMMARIES

    @property
    def order(self) -> Order:
        return Order(self.table.c.id, SORTS[self.sort], self.descending)

    @property
    def pace(self) -> int:
        """How many rows are read in the time of one whose texts are looked up elsewhere."""
        if self.sort == "joined":
            return 4 if self.words else 16
        return 1 if self.words else 4


_ANYBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of one side of a cursor; without one, of the whole list."""

    cursor: UUID | None = None
    reverse: bool = False
    inclusive: bool = False  # of the cursor: so is the side that the page is not on
    count: int = 0  # hits, at most
    skip: int = 0  # of the nearest, which are counted and not named
    names: int = 0  # hits whose ids are told

    @property
    def shape(self) -> "Wanted":
        """What its statements depend on."""
        cursor = _ANYBODY if self.cursor else None
        return Wanted(cursor, reverse=self.reverse, inclusive=self.inclusive)

    @property
    def values(self) -> dict[str, Any]:
        """Those of the parameters."""
        numbers = {"count": self.count, "skip": self.skip, "names": self.names}
        mine = {self.name(of): number for of, number in numbers.items()}
        return {"cursor": self.cursor, **mine} if self.cursor else mine

    def name(self, of: str) -> str:
        """Of a parameter of this side."""
        return f"{of}_{'beyond' if self.inclusive else 'here'}"

    def of(self, ids: Rows, order: Order, *, at: Order | None = None, is_cut: bool = True) -> Rows:
        """Those of `ids` that stand on this side of the cursor, the nearest first."""
        if self.cursor and is_cut:
            place = (at or order).at_cursor()
            ids = ids.where(order.past(place, reverse=self.reverse, inclusive=self.inclusive))
        return ids.order_by(*order.along(reverse=self.reverse))


class Side(NamedTuple):
    """What is known of one side of a cursor."""

    ids: list[UUID]  # as wanted; the nearest first
    hits: int
    ended: bool  # there are no other hits
