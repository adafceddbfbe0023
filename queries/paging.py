"""Paging: a list is cut at the id of a row, so that new rows never move what one has read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple, Protocol
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, Connection, Row, Select, func, literal, select, tuple_

PageSize = Annotated[int, Field(ge=1, le=100)]
Rows = Select[*tuple[Any, ...]]  # each has an `id`


class Asked(Protocol):
    """The fields of every query that is paged."""

    @property
    def after(self) -> UUID | None: ...  # the last id of the page before
    @property
    def before(self) -> UUID | None: ...  # the first id of the page after
    @property
    def page_size(self) -> int: ...


class Place(NamedTuple):
    """Where a page stands in its list."""

    first: int  # position of the first row, counted from 1; 0 without rows
    last: int
    newer: UUID | None  # cursor of the page before (`before=`), None on the first page
    older: UUID | None  # cursor of the page after (`after=`), None on the last page


@dataclass(frozen=True, slots=True)
class Order:
    """By the id, which is the order of creation; or by a value, and by the id among equals."""

    id: ColumnElement[Any]
    value: ColumnElement[Any] | None = None
    descending: bool = True

    def along(self, *, reverse: bool = False) -> list[ColumnElement[Any]]:
        down = self.descending != reverse
        return [column.desc() if down else column.asc() for column in self._columns()]

    def beyond(self, cursor: UUID, *, reverse: bool = False) -> ColumnElement[bool]:
        """The rows behind that of the cursor; none when only its value could tell, and it is gone.

        The value is looked up, so that an address holds nothing but the id.
        """
        at: list[Any] = [literal(cursor)]
        if self.value is not None:
            value = select(self.value).where(self.id == cursor)
            at = [value.scalar_subquery(), *at]
        here, there = tuple_(*self._columns()), tuple_(*at)
        return here < there if self.descending != reverse else here > there

    def _columns(self) -> list[ColumnElement[Any]]:
        return [self.id] if self.value is None else [self.value, self.id]


def page(
    connection: Connection, query: Rows, order: Order, asked: Asked, skip: int = 0
) -> tuple[Sequence[Row[Any]], Place]:
    """The rows asked for, and where they stand; without a cursor, those after `skip` rows."""
    rows = _rows(connection, query, order, asked, skip)
    if not rows:
        return rows, Place(0, 0, None, None)
    start, end = rows[0].id, rows[-1].id
    ahead = count(connection, query.where(order.beyond(start, reverse=True)))
    behind = query.where(order.beyond(end)).order_by(*order.along()).limit(1)
    more = connection.execute(behind).one_or_none()
    place = Place(ahead + 1, ahead + len(rows), start if ahead else None, end if more else None)
    return rows, place


def count(connection: Connection, query: Rows) -> int:
    counted = query.with_only_columns(func.count(), maintain_column_froms=True)
    return connection.scalar(counted) or 0


def _rows(
    connection: Connection, query: Rows, order: Order, asked: Asked, skip: int
) -> Sequence[Row[Any]]:
    query = query.limit(asked.page_size)
    onward = query.order_by(*order.along())
    if asked.before:
        back = query.where(order.beyond(asked.before, reverse=True))
        rows = connection.execute(back.order_by(*order.along(reverse=True))).all()
        if len(rows) == asked.page_size:
            return rows[::-1]  # fewer: it reaches the top, and the first page is always full
    elif asked.after:
        rows = connection.execute(onward.where(order.beyond(asked.after))).all()
        if rows:
            return rows  # none: nobody is left behind the cursor, and the list begins anew
    return connection.execute(onward.offset(skip)).all()
