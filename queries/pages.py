"""The pages of a list that an index holds in its order: cut there, and counted there."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, literal, select

from queries import driver
from queries.paging import NOWHERE, Asked, Order, Place, Rows, Values, is_strict, number

PLACED = 10_000  # rows that are counted, at most, from either end


class Pages:
    """Their statements are made once, with `values` that are given for each page.

    What is only counted is read from `keys`: the ids in their index, without what is shown.
    """

    def __init__(self, query: Rows, order: Order, keys: Rows | None = None) -> None:
        along, back, here = order.along(), order.along(reverse=True), order.at_cursor()
        behind, ahead = order.past(here), order.past(here, reverse=True)
        most = number("most")
        self._top = query.order_by(*along).limit(most)
        self._behind = query.where(behind).order_by(*along).limit(most)
        self._ahead = query.where(ahead).order_by(*back).limit(most)
        keys = query.with_only_columns(order.id) if keys is None else keys
        self._count_behind = bounded(keys.where(behind).order_by(*along))
        self._count_ahead = bounded(keys.where(ahead).order_by(*back))
        self._last_skipped = keys.order_by(*along).offset(number("skip") - 1).limit(1)

    def page(
        self,
        connection: Connection,
        asked: Asked,
        values: Values | None = None,
        *,
        total: int | None = None,
        skip: int = 0,
    ) -> tuple[Sequence[Row[Any]], Place]:
        """The rows asked for, and where they stand; without a cursor, what follows `skip` rows.

        With a `total`, the position is also counted from the end.
        """

        def ask(query: Rows, **numbers: Any) -> Sequence[Row[Any]]:
            return driver.rows(connection, query, {**(values or {}), **numbers})

        rows, is_more, skipped = self._rows(ask, asked, skip)
        if not rows:
            return rows, NOWHERE
        start, end = rows[0].id, rows[-1].id
        ahead, is_exact = skipped, True
        if ahead is None:
            ahead = ask(self._count_ahead, cursor=start, most=PLACED + 1)[0][0]
            is_exact = ahead <= PLACED
        if not is_exact and total is not None:
            behind = ask(self._count_behind, cursor=end, most=PLACED + 1)[0][0]
            if behind <= PLACED:
                ahead, is_exact = total - behind - len(rows), True
        ahead = ahead if is_exact else PLACED
        newer, older = (start if ahead else None), (end if is_more else None)
        return rows, Place(ahead + 1, ahead + len(rows), newer, older, is_exact)

    def _rows(
        self, ask: Callable[..., Sequence[Row[Any]]], asked: Asked, skip: int
    ) -> tuple[Sequence[Row[Any]], bool, int | None]:
        """The rows, whether more follow, and how many were skipped; None behind a cursor."""
        size = asked.page_size
        if asked.before:
            rows = ask(self._ahead, cursor=asked.before, most=size)
            # Fewer: it reaches the top, and for people the first page is always full.
            if len(rows) == size or is_strict(asked):
                behind = ask(self._count_behind, cursor=rows[0].id, most=1) if rows else [(0,)]
                return rows[::-1], behind[0][0] > 0, None
        elif asked.after:
            rows = ask(self._behind, cursor=asked.after, most=size + 1)
            if rows or is_strict(asked):
                return rows[:size], len(rows) > size, None
        elif skip:
            last = ask(self._last_skipped, skip=skip)
            rows = ask(self._behind, cursor=last[0].id, most=size + 1) if last else last
            return rows[:size], len(rows) > size, skip
        # Without a cursor; or nobody is left behind it, and the list begins anew.
        rows = ask(self._top, most=size + 1)
        return rows[:size], len(rows) > size, 0


def bounded(query: Rows) -> Rows:
    """How many rows there are, or `most`: of those the nearest are read, in order."""
    rows = query.with_only_columns(literal(1), maintain_column_froms=True).limit(number("most"))
    return select(func.count()).select_from(rows.subquery())
