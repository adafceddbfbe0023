"""A search in its usual order: the best matches first, then everybody else whom it finds.

The best are known by their ids, so the others are a list of their own, without them. A page may
begin in one part and end in the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import Connection

from queries.listings import Listing
from queries.paging import NOWHERE, Asked, Place, is_strict
from queries.searching import Search
from queries.sides import PageOfIds
from queries.whole_words import Best


@dataclass(frozen=True, slots=True)
class _Others:
    """Which page of the others is asked for."""

    page_size: int
    after: UUID | None = None
    before: UUID | None = None


class BestFirst:
    def __init__(self, connection: Connection, listing: Listing, best: Best) -> None:
        """The listing is in the order of joining, and holds the best."""
        self._connection, self._best, self._ids = connection, best, best.ids
        words = replace(listing.words, without=best.ids)
        self._others = replace(listing, words=words)

    def page(self, asked: Asked, skip: int) -> PageOfIds:
        """The page asked for. A cursor with nobody behind it, or no full page before, shows the
        first one."""
        cursor, size, strict = asked.after or asked.before, asked.page_size, is_strict(asked)
        if not cursor:
            beyond = skip - len(self._ids)
            return self._behind(_Others(size), beyond) if beyond > 0 else self._from(skip, size)
        ahead = self._best.before(cursor)
        if ahead is None:
            others = _Others(size, asked.after, asked.before)
            page = self._before(others, strict=strict) if asked.before else self._behind(others)
        elif asked.before:
            start = max(ahead - size, 0)
            page = self._from(start, ahead - start if strict else size)
        else:
            page = self._from(ahead + (cursor in self._ids), size)
        return page if page.ids or strict else self._from(0, size)

    def _from(self, start: int, size: int) -> PageOfIds:
        """What begins with the best of this number, or with the first of the others."""
        best = self._ids[start : start + size]
        lacking = size - len(best)
        search = self._search(_Others(max(lacking, 1)))
        ids = [*best, *search.sides.ids[:lacking]]
        is_more = start + size < len(self._ids) or len(search.sides.each[0].ids) > lacking
        return self._told(ids, start, search, is_more=is_more)

    def _behind(self, others: _Others, skip: int = 0) -> PageOfIds:
        """A page of the others alone."""
        return self._alone(self._search(others, skip))

    def _alone(self, search: Search) -> PageOfIds:
        place, best = search.sides.place(), len(self._ids)
        if ids := search.sides.ids:
            first, last = place.first + best, place.last + best
            place = place._replace(first=first, last=last, newer=ids[0])
        return PageOfIds(ids, place, *search.sides.counted(len(self._ids)))

    def _before(self, others: _Others, *, strict: bool) -> PageOfIds:
        """What ends before one of the others; unless `strict`, nothing that would not be full."""
        search = self._search(others)
        lacking = others.page_size - len(search.sides.ids)
        if not lacking:
            return self._alone(search)
        start = len(self._ids) - lacking
        start = max(start, 0) if strict else start
        ids = [*self._ids[start:], *search.sides.ids] if start >= 0 else []
        return self._told(ids, start, search, is_more=search.sides.each[1].hits > 0)

    def _search(self, others: _Others, skip: int = 0) -> Search:
        search = Search(self._connection, self._others, others, skip, None)
        search.run()
        return search

    def _told(self, ids: Sequence[UUID], start: int, search: Search, *, is_more: bool) -> PageOfIds:
        place = NOWHERE
        if ids:
            newer, older = (ids[0] if start else None), (ids[-1] if is_more else None)
            place = Place(start + 1, start + len(ids), newer, older, first_is_exact=True)
        return PageOfIds(ids, place, *search.sides.counted(len(self._ids)))
