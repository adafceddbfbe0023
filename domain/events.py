"""What happened, in the past tense. Events themselves hold no personal value.

`before` and `after` are kept apart from the event (see `domain.journal.EventDetails`), so that a
person can be erased while the history stays whole. Each event concerns exactly one person: what
two people share, like a follow, is two events.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Event:
    """`user_id` is the person it happened to. The journal gives it an id."""

    user_id: UUID
    before: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    after: Mapping[str, str | None] = field(default_factory=dict[str, str | None])


class UserRegistered(Event):
    __slots__ = ()


class ProfileUpdated(Event):
    __slots__ = ()


class PasswordChanged(Event):
    __slots__ = ()


class EmailVerified(Event):
    """The person followed a link that was mailed to the address."""

    __slots__ = ()


class EmailChanged(Event):
    __slots__ = ()


class SecondFactorAdded(Event):
    __slots__ = ()


class SecondFactorRemoved(Event):
    __slots__ = ()


class RoleChanged(Event):
    __slots__ = ()


class UserDeactivated(Event):
    __slots__ = ()


class UserReactivated(Event):
    __slots__ = ()


class UserSuspended(Event):
    """`after` holds the reason, and the end when there is one."""

    __slots__ = ()


class UserReinstated(Event):
    __slots__ = ()


class SignedIn(Event):
    __slots__ = ()


class SignedOut(Event):
    """One browser's session ended, by itself or from another one."""

    __slots__ = ()


class PostPublished(Event):
    __slots__ = ()


class PostEdited(Event):
    __slots__ = ()


class PostDeleted(Event):
    __slots__ = ()


class FollowingStarted(Event):
    """The person follows somebody, whose id is `after["followed"]`."""

    __slots__ = ()


class FollowingEnded(Event):
    __slots__ = ()


class FollowerGained(Event):
    """Somebody, whose id is `after["follower"]`, follows the person."""

    __slots__ = ()


class FollowerLost(Event):
    __slots__ = ()
