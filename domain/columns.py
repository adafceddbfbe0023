"""Columns that every table spells the same way."""

from typing import Any

from sqlalchemy import DateTime
from sqlmodel import Field


def instant(**options: Any) -> Any:
    """A moment, aware of its time zone and kept in UTC; `options` are those of sqlmodel.Field."""
    return Field(sa_type=DateTime(timezone=True), **options)  # pyright: ignore[reportArgumentType, reportCallIssue]
