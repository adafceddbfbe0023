"""Paging: a list is cut at the id of a row, so that new rows never move what one has read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple, Protocol
from uuid import UUID

from pydantic import Field
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Uuid,
    bindparam,
    select,
    tuple_,
)

COUNTED = 1_000  # hits that are counted, at most, where each has to be looked at

PageSize = Annotated[int, Field(ge=1, le=100)]
Rows = Select[*tuple[Any, ...]]  # each has an `id`
Values = Mapping[str, Any]  # of the parameters of a statement that was made once


class Asked(Protocol):
    """The fields of every query that is paged."""

    @property
    def after(self) -> UUID | None: ...  # the last id of the page before
    @property
    def before(self) -> UUID | None: ...  # the first id of the page after
    @property
    def page_size(self) -> int: ...


def is_strict(asked: Asked) -> bool:
    """Whether nobody is shown from the other side of the cursor, though the page is not full."""
    return getattr(asked, "strict", False)


class Place(NamedTuple):
    """Where a page stands in its list."""

    first: int  # position of the first row, counted from 1; 0 without rows
    last: int
    newer: UUID | None  # cursor of the page before (`before=`), None on the first page
    older: UUID | None  # cursor of the page after (`after=`), None on the last page
    first_is_exact: bool  # else the page stands further on: not all rows before it were counted


NOWHERE = Place(0, 0, None, None, first_is_exact=True)


def number(name: str) -> ColumnElement[int]:
    """A number that is given with each execution."""
    return bindparam(name, type_=BigInteger)


@dataclass(frozen=True, slots=True)
class Order:
    """By the id, which is the order of creation; or by a value, and by the id among equals."""

    id: ColumnElement[Any]
    value: ColumnElement[Any] | None = None
    descending: bool = True

    def along(self, *, reverse: bool = False) -> list[ColumnElement[Any]]:
        down = self.descending != reverse
        return [column.desc() if down else column.asc() for column in self._columns()]

    def at_cursor(self) -> list[Any]:
        """The place of the row whose id is `cursor`.

        The value is looked up, so that an address holds nothing but the id.
        """
        cursor = bindparam("cursor", type_=Uuid)
        if self.value is None:
            return [cursor]
        return [select(self.value).where(self.id == cursor).scalar_subquery(), cursor]

    def past(
        self, at: list[Any], *, reverse: bool = False, inclusive: bool = False
    ) -> ColumnElement[bool]:
        """The rows behind a place; none when only its value could tell, and it is gone."""
        here, there = tuple_(*self._columns()), tuple_(*at)
        if self.descending != reverse:
            return here <= there if inclusive else here < there
        return here >= there if inclusive else here > there

    def _columns(self) -> list[ColumnElement[Any]]:
        return [self.id] if self.value is None else [self.value, self.id]
