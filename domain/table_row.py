"""Rows of tables, as the domain makes and changes them."""

from enum import StrEnum
from typing import Any, ClassVar

from sqlmodel import SQLModel
from sqlmodel._compat import SQLModelConfig


class TableRow(SQLModel):
    """A row of a table: it lacks nothing, and a column with a closed list holds nothing else.

    SQLModel leaves both to the ORM where a class is a table, and there is none here:
    docs/decisions/0002.
    """

    model_config = SQLModelConfig(extra="forbid", hide_input_in_errors=True)
    _closed: ClassVar[dict[str, type[StrEnum]]] = {}

    def __init__(self, **values: Any) -> None:
        """Raises pydantic's ValidationError, which names every field that is missing or wrong."""
        state = vars(self).copy()  # what SQLAlchemy keeps with each instance
        self.__pydantic_validator__.validate_python(values, self_instance=self)
        vars(self).update(state)

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        kinds = {name: field.annotation for name, field in cls.model_fields.items()}
        cls._closed = {
            name: kind
            for name, kind in kinds.items()
            if isinstance(kind, type) and issubclass(kind, StrEnum)
        }

    def __setattr__(self, name: str, value: Any) -> None:
        """Raises ValueError for a status, role or kind that there is not.

        All else is set as it is: rules set what is right, and pydantic and the ORM, which take
        2 µs, need not look at it.
        """
        if kind := self._closed.get(name):
            value = kind(value)
        vars(self)[name] = value
