"""Columns that every table spells the same way."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Dialect, func
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


def transaction_time() -> Any:
    """When the row's transaction began: the database sets it where the row does not."""
    return instant(default=None, nullable=False, sa_column_kwargs={"server_default": func.now()})


def one_of(table: str, column: str, values: Iterable[str]) -> CheckConstraint:
    """The column holds nothing but these values."""
    return CheckConstraint(f"{column} in {tuple(map(str, values))}", name=f"ck_{table}_{column}")


def at_least(table: str, name: str, least: int, *columns: str) -> CheckConstraint:
    """None of these columns is smaller; `name` says what they are."""
    rule = " and ".join(f"{column} >= {least}" for column in columns)
    return CheckConstraint(rule, name=f"ck_{table}_{name}")


def not_empty(table: str, column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} <> ''", name=f"ck_{table}_{column}")
