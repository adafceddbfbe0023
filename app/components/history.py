"""What happened to a person, as sentences; the words for every event of `domain.events`."""

from typing import Any, Final

import reflex as rx

# `own` to the person, `staff` to others; `by` when somebody else did it, and `alone` when nobody
# did. Without `own` only others do it; the console is one of them.
WORDS: Final[dict[str, dict[str, str]]] = {
    "UserRegistered": {"own": "You signed up", "staff": "Signed up", "by": "Added by {actor}"},
    "ProfileUpdated": {
        "own": "You changed your {fields}",
        "staff": "Changed the {fields}",
        "by": "Profile changed by {actor}",
    },
    "PasswordChanged": {
        "own": "You changed your password",
        "staff": "Changed the password",
        "by": "Password changed by {actor}",
    },
    "EmailVerified": {
        "own": "You confirmed your e-mail address",
        "staff": "Confirmed the e-mail address",
    },
    "EmailChanged": {
        "own": "You changed your e-mail address",
        "staff": "Changed the e-mail address",
    },
    "SecondFactorAdded": {
        "own": "You set up the second factor",
        "staff": "Set up a second factor",
    },
    "SecondFactorRemoved": {
        "own": "You removed the second factor",
        "staff": "Removed the second factor",
        "by": "Second factor removed by {actor}",
    },
    "RoleChanged": {"by": "Role changed by {actor}"},
    "UserDeactivated": {
        "own": "You left the directory",
        "staff": "Left the directory",
        "by": "Deactivated by {actor}",
    },
    "UserReactivated": {"by": "Reactivated by {actor}"},
    "UserSuspended": {"by": "Suspended by {actor}"},
    "UserReinstated": {"by": "Reinstated by {actor}", "alone": "The suspension ended"},
    "SignedIn": {"own": "You signed in", "staff": "Signed in"},
    "SignedOut": {"own": "You signed out", "staff": "Signed out", "by": "Signed out by {actor}"},
    "PostPublished": {"own": "You published a post", "staff": "Published a post"},
    "PostEdited": {"own": "You edited a post", "staff": "Edited a post"},
    "PostDeleted": {
        "own": "You deleted a post",
        "staff": "Deleted a post",
        "by": "Post removed by {actor}",
    },
    "FollowingStarted": {"own": "You followed {other}", "staff": "Followed {other}"},
    "FollowingEnded": {"own": "You unfollowed {other}", "staff": "Unfollowed {other}"},
    "FollowerGained": {"own": "{other} followed you", "staff": "Followed by {other}"},
    "FollowerLost": {"by": "Unfollowed by {actor}"},  # nobody is told of the own lost followers
}


class History(rx.Component):
    """A timeline of entries."""

    library = "$/public/ui/history.jsx"
    tag = "History"

    entries: rx.Var[list[Any]]
    person: rx.Var[str]
    own: rx.Var[bool]
    words: rx.Var[dict[str, dict[str, str]]]


def history(entries: Any, person_id: Any, *, own: bool = False) -> rx.Component:
    """Return the rows of a `HistoryPage`; `own` when they are the viewer's."""
    return History.create(entries=entries, person=person_id, own=own, words=WORDS)
