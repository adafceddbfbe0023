"""Visibility: what a viewer sees of a person. A field that is not listed is shown to nobody."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeVar
from uuid import UUID

from domain.access import Actor, Permission

Show = Callable[[Any], Any]
R = TypeVar("R")


class Relation(StrEnum):
    """Of a viewer to the person who is shown."""

    GUEST = "guest"  # where a setting lets guests read
    MEMBER = "member"
    ONESELF = "oneself"
    STAFF = "staff"


def whole(value: Any) -> Any:
    """Shown as it is."""
    return value


def day(moment: datetime | None) -> datetime | None:
    """Shown as the day only: midnight UTC at its beginning."""
    return moment and moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def hidden(_: Any) -> None:
    """Not shown."""


_PUBLIC: Final = (
    *("id", "name", "bio", "status", "created_at"),
    *("post_count", "follower_count", "following_count", "is_followed"),
)
# A version goes up with changes that others do not see, such as that of a role.
_PRIVATE: Final = (
    *("email", "role", "version", "last_activity_at", "refreshed_at"),
    *("suspended_until", "suspension_reason"),
)
_TO_OTHERS: Final[Mapping[str, Show]] = dict.fromkeys(_PUBLIC, whole) | {"last_activity_at": day}
_EVERYTHING: Final[Mapping[str, Show]] = dict.fromkeys(_PUBLIC + _PRIVATE, whole)
SHOWN: Final[Mapping[Relation, Mapping[str, Show]]] = {
    Relation.GUEST: _TO_OTHERS,
    Relation.MEMBER: _TO_OTHERS,
    Relation.ONESELF: _EVERYTHING,
    Relation.STAFF: _EVERYTHING,
}


def relation(actor: Actor, user_id: UUID) -> Relation:
    """What the actor is to this person."""
    if actor.user_id == user_id:
        return Relation.ONESELF
    if actor.may(Permission.SEE_PRIVATE):
        return Relation.STAFF
    return Relation.GUEST if actor.user_id is None else Relation.MEMBER


def seen(row: type[R], values: Sequence[Any], actor: Actor, user_id: UUID) -> R:
    """Build a row about this person from the values of its fields; what is not shown is None."""
    if changes := _changes(row, relation(actor, user_id)):
        values = list(values)
        for place, show in changes:
            values[place] = show(values[place])
    return row(*values)


@cache
def _changes(row: Any, viewer: Relation) -> tuple[tuple[int, Show], ...]:
    """The places of those fields that the viewer does not see as they are."""
    shows = (SHOWN[viewer].get(field.name, hidden) for field in fields(row))
    return tuple((place, show) for place, show in enumerate(shows) if show is not whole)
