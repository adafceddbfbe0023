"""Statuses and roles over HTTP: one person at a time."""

from typing import Any, Final

from fastapi import APIRouter

from app.api.dependencies import CommandId, NoBody, SignedIn, UserId
from app.api.openapi_errors import refusals
from app.api.requests import RoleChange, Suspension
from app.api.routing import Answering
from app.api.schemas import DONE, DoneAnswer
from app.runtime.dispatch import run
from commands.change_role import ChangeRole
from commands.deactivate_user import DeactivateUser
from commands.reactivate_user import ReactivateUser
from commands.reinstate_users import ReinstateUsers
from commands.suspend_users import SuspendUsers

router = APIRouter(
    prefix="/api/users/{user_id}",
    tags=["Accounts"],
    route_class=Answering,
)
_ACTION: Final[dict[str, Any]] = {"responses": refusals(401, 403, 404, 409, 413, 415, 422)}


@router.post("/deactivate", summary="Deactivate oneself, or as an administrator others", **_ACTION)
async def deactivate_user(
    user_id: UserId, command_id: CommandId, viewer: SignedIn, _: NoBody
) -> DoneAnswer:
    await run(DeactivateUser(command_id=command_id, user_ids=frozenset({user_id})), viewer)
    return DONE


@router.post("/reactivate", summary="Reactivate a person who was deactivated", **_ACTION)
async def reactivate_user(
    user_id: UserId, command_id: CommandId, viewer: SignedIn, _: NoBody
) -> DoneAnswer:
    await run(ReactivateUser(command_id=command_id, user_ids=frozenset({user_id})), viewer)
    return DONE


@router.post("/suspend", summary="Suspend a person, for a reason", **_ACTION)
async def suspend_user(
    user_id: UserId, sent: Suspension, command_id: CommandId, viewer: SignedIn
) -> DoneAnswer:
    who = frozenset({user_id})
    await run(SuspendUsers(command_id=command_id, user_ids=who, **sent.model_dump()), viewer)
    return DONE


@router.post("/reinstate", summary="End a person's suspension", **_ACTION)
async def reinstate_user(
    user_id: UserId, command_id: CommandId, viewer: SignedIn, _: NoBody
) -> DoneAnswer:
    await run(ReinstateUsers(command_id=command_id, user_ids=frozenset({user_id})), viewer)
    return DONE


@router.put("/role", summary="Change a person's role", **_ACTION)
async def change_role(
    user_id: UserId, sent: RoleChange, command_id: CommandId, viewer: SignedIn
) -> DoneAnswer:
    await run(ChangeRole(command_id=command_id, user_id=user_id, role=sent.role), viewer)
    return DONE
