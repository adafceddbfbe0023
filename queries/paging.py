"""Paging: a list is cut at the id of a row, so that new rows never move what one has read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple, Protocol
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, Connection, Row, Select, func, literal, select, tuple_

COUNTED = 1_000  # rows that are counted, at most, to say how many there are or where a page stands

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
    first_is_exact: bool  # else the page stands further on: not all rows before it were counted


NOWHERE = Place(0, 0, None, None, first_is_exact=True)


@dataclass(frozen=True, slots=True)
class Order:
    """By the id, which is the order of creation; or by a value, and by the id among equals."""

    id: ColumnElement[Any]
    value: ColumnElement[Any] | None = None
    descending: bool = True

    def along(self, *, reverse: bool = False) -> list[ColumnElement[Any]]:
        down = self.descending != reverse
        return [column.desc() if down else column.asc() for column in self._columns()]

    def at(self, cursor: UUID) -> list[Any]:
        """The place of this row.

        The value is looked up, so that an address holds nothing but the id.
        """
        if self.value is None:
            return [literal(cursor)]
        value = select(self.value).where(self.id == cursor)
        return [value.scalar_subquery(), literal(cursor)]

    def past(
        self, at: list[Any], *, reverse: bool = False, inclusive: bool = False
    ) -> ColumnElement[bool]:
        """The rows behind a place; none when only its value could tell, and it is gone."""
        here, there = tuple_(*self._columns()), tuple_(*at)
        if self.descending != reverse:
            return here <= there if inclusive else here < there
        return here >= there if inclusive else here > there

    def beyond(self, cursor: UUID, *, reverse: bool = False) -> ColumnElement[bool]:
        return self.past(self.at(cursor), reverse=reverse)

    def _columns(self) -> list[ColumnElement[Any]]:
        return [self.id] if self.value is None else [self.value, self.id]


def page(
    connection: Connection, query: Rows, order: Order, asked: Asked, total: int | None = None
) -> tuple[Sequence[Row[Any]], Place]:
    """The rows asked for, and where they stand.

    For lists that an index holds in their order. With a `total`, the position is also counted
    from the end.
    """
    rows = _rows(connection, query, order, asked)
    if not rows:
        return rows, NOWHERE
    start, end = rows[0].id, rows[-1].id
    before = query.where(order.beyond(start, reverse=True)).order_by(*order.along(reverse=True))
    after = query.where(order.beyond(end)).order_by(*order.along())
    ahead = _bounded(connection, before, COUNTED + 1)
    is_exact = ahead <= COUNTED
    behind = _bounded(connection, after, 1 if is_exact else COUNTED + 1)
    if not is_exact and total is not None and behind <= COUNTED:
        ahead, is_exact = total - behind - len(rows), True
    ahead = ahead if is_exact else COUNTED
    newer, older = (start if ahead else None), (end if behind else None)
    return rows, Place(ahead + 1, ahead + len(rows), newer, older, is_exact)


def count(connection: Connection, query: Rows) -> int:
    """All rows, however many."""
    counted = query.with_only_columns(func.count(), maintain_column_froms=True)
    return connection.scalar(counted) or 0


def counted(connection: Connection, query: Rows) -> tuple[int, bool]:
    """The rows up to a bound, and whether there are no more."""
    found = _bounded(connection, query, COUNTED + 1)
    return min(found, COUNTED), found <= COUNTED


def _bounded(connection: Connection, query: Rows, most: int) -> int:
    """How many rows there are, or `most`: of those the nearest are read, in order."""
    rows = query.with_only_columns(literal(1), maintain_column_froms=True).limit(most)
    return connection.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _rows(connection: Connection, query: Rows, order: Order, asked: Asked) -> Sequence[Row[Any]]:
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
    return connection.execute(onward).all()
