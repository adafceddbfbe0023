"""Commands and queries are data that was parsed once, at the edge."""

from typing import TypeVar, dataclass_transform

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def parsed(cls: type[T]) -> type[T]:
    """A frozen dataclass whose fields are validated; pydantic's ValidationError names each bad one.

    The error never holds the rejected value: a mistyped password must not reach a log.
    """
    config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    frozen = dataclass(frozen=True, kw_only=True, slots=True, config=config)
    return frozen(cls)  # pyright: ignore[reportReturnType]
