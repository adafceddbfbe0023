"""What happened, in the past tense. Events themselves hold no personal value.

`before` and `after` are kept apart from the event (see `domain.journal.EventDetails`), so that a
person can be erased while the history stays whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Event:
    """`user_id` is the person it happened to."""

    user_id: UUID
    before: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    after: Mapping[str, str | None] = field(default_factory=dict[str, str | None])


class UserRegistered(Event):
    __slots__ = ()


class ProfileUpdated(Event):
    __slots__ = ()


class SignedIn(Event):
    __slots__ = ()


class SignedOut(Event):
    __slots__ = ()
