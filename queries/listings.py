"""A list of people that is asked for: whom it holds, in which order, and which part of it."""

from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Table

from projections.user_search import TABLE as SEARCH
from projections.user_summary import TABLE as SUMMARIES
from queries.filtering import SORTS, Filters, Sort
from queries.matching import Words
from queries.paging import Order, Rows


@dataclass(frozen=True, slots=True)
class Listing:
    """Whom a list holds, and in which order."""

    words: Words
    filters: Filters
    sort: Sort = "joined"
    descending: bool = True

    @property
    def table(self) -> Table:
        """In which its order is read: the texts, where they are looked at anyway."""
        in_texts = self.sort == "name" or (self.sort == "joined" and self.words)
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

    def at(self, cursor: UUID | None) -> list[Any] | None:
        return self.order.at(cursor) if cursor else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of one side of a cursor; without one, of the whole list."""

    cursor: UUID | None = None
    reverse: bool = False
    inclusive: bool = False
    count: int = 0  # hits, at most
    skip: int = 0  # of the nearest, which are counted and not named
    names: int = 0  # hits whose ids are told

    def of(self, ids: Rows, order: Order, at: list[Any] | None) -> Rows:
        """Those of `ids` that stand on this side of `at`, the nearest first."""
        if at:
            ids = ids.where(order.past(at, reverse=self.reverse, inclusive=self.inclusive))
        return ids.order_by(*order.along(reverse=self.reverse))


class Side(NamedTuple):
    """What is known of one side of a cursor."""

    ids: list[UUID]  # as wanted; the nearest first
    hits: int
    ended: bool  # there are no other hits
