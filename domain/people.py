"""What must hold when a command changes the statuses or roles of several people."""

from collections.abc import Iterable

from domain.access import Actor, Role
from domain.errors import Forbidden, LastAdmin, WrongStatus
from domain.events import Event
from domain.user import User, participle
from domain.values import Status


def require_rank(actor: Actor, people: Iterable[User]) -> None:
    """Raises Forbidden unless the actor may act upon every one of them."""
    if not all(actor.outranks(user.role) for user in people):
        raise Forbidden


def require_status(kind: type[Event], people: Iterable[User]) -> None:
    """Raises WrongStatus unless this event can happen to every one of them.

    Its sentence names the first to whom it cannot, and how many others there are.
    """
    reasons = [reason for user in people if (reason := user.why_not(kind))]
    if not reasons:
        return
    others = len(reasons) - 1
    if not others:
        raise WrongStatus(f"{reasons[0]}.")
    number = f"{others:,} others" if others > 1 else "1 other person"
    raise WrongStatus(f"{reasons[0]}, and {number} cannot be {participle(kind)} either.")


def require_an_admin(admins: Iterable[User]) -> None:
    """Raises LastAdmin when none of those who were active administrators would still be one."""
    admins = list(admins)
    if admins and not any(a.role == Role.ADMIN and a.status == Status.ACTIVE for a in admins):
        raise LastAdmin
