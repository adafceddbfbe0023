"""Columns that every table spells the same way."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field

from domain.statements import uuids


class Uuids(UserDefinedType[Iterable[UUID]]):
    """An array of ids as a parameter, written by `uuids`."""

    cache_ok = True
    render_bind_cast = True

    def get_col_spec(self, **_: Any) -> str:
        return "uuid[]"

    def bind_processor(self, dialect: Dialect) -> Any:  # noqa: ARG002 - it is the same for all
        return uuids


def instant(**options: Any) -> Any:
    """A moment, aware of its time zone and kept in UTC; `options` are those of sqlmodel.Field."""
    return Field(sa_type=DateTime(timezone=True), **options)  # pyright: ignore[reportArgumentType, reportCallIssue]
