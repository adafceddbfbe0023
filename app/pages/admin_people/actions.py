"""What staff may do to people, in words; the commands decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from commands.deactivate_user import DeactivateUser
from commands.reactivate_user import ReactivateUser
from commands.reinstate_users import ReinstateUsers
from commands.suspend_users import SuspendUsers
from domain.access import Actor, Permission
from domain.errors import NotFound
from domain.values import Status

Command = SuspendUsers | ReinstateUsers | DeactivateUser | ReactivateUser


@dataclass(frozen=True, slots=True)
class Action:
    """A change of status: its words, for whom it is, and who may do it."""

    name: str
    label: str
    done: str
    consequence: str
    status: Status  # what they must be now
    result: Status  # what they are then
    permission: Permission
    kind: type[Command]
    is_danger: bool = False


ACTIONS: Final = {
    "suspend": Action(
        name="suspend",
        label="Suspend",
        done="suspended",
        consequence="They are signed out at once and can't sign in until reinstated, "
        "or until the end below.",
        status=Status.ACTIVE,
        result=Status.SUSPENDED,
        permission=Permission.SUSPEND_USERS,
        kind=SuspendUsers,
        is_danger=True,
    ),
    "reinstate": Action(
        name="reinstate",
        label="Reinstate",
        done="reinstated",
        consequence="They can sign in again, and are back in the directory.",
        status=Status.SUSPENDED,
        result=Status.ACTIVE,
        permission=Permission.SUSPEND_USERS,
        kind=ReinstateUsers,
    ),
    "deactivate": Action(
        name="deactivate",
        label="Deactivate",
        done="deactivated",
        consequence="They are signed out at once and leave the directory. "
        "They can't sign in until reactivated.",
        status=Status.ACTIVE,
        result=Status.INACTIVE,
        permission=Permission.DEACTIVATE_USERS,
        kind=DeactivateUser,
        is_danger=True,
    ),
    "reactivate": Action(
        name="reactivate",
        label="Reactivate",
        done="reactivated",
        consequence="They can sign in again, and are back in the directory.",
        status=Status.INACTIVE,
        result=Status.ACTIVE,
        permission=Permission.DEACTIVATE_USERS,
        kind=ReactivateUser,
    ),
}


def granted(actor: Actor) -> list[Action]:
    """What the actor may do at all."""
    return [action for action in ACTIONS.values() if actor.may(action.permission)]


def command(action: Action, ids: Iterable[UUID | str], form: dict[str, str]) -> Command:
    """Raises ValidationError for what a form must not hold."""
    sent: dict[str, Any] = {"command_id": form.get("command_id", ""), "user_ids": frozenset(ids)}
    if action.kind is SuspendUsers:
        sent |= {"reason": form.get("reason", ""), "until": form.get("until") or None}
    return action.kind(**sent)


def named(name: str) -> Action:
    """Raises NotFound for a name that no page of ours sends."""
    if name not in ACTIONS:
        raise NotFound("There is no such action.")
    return ACTIONS[name]


def people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def told(action: Action, who: str, count: int = 1) -> str:
    """What a page says afterwards."""
    return f"{who} {'is' if count == 1 else 'are'} {action.done}."
