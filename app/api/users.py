"""People over HTTP: sign-up, profiles and the list."""

from contextlib import suppress
from typing import Final
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from app.api.dependencies import (
    SESSION,
    CommandId,
    IfMatch,
    SeenId,
    SignedIn,
    UserId,
    is_known,
    told,
    versions,
    viewer,
)
from app.api.listed import listed
from app.api.openapi_errors import NAME_IT, refusals
from app.api.requests import ProfileUpdate, SignUp, Wanted, in_address
from app.api.routing import Answering, Reading
from app.api.schemas import (
    DONE,
    CreatedAnswer,
    DoneAnswer,
    EditConflict,
    NewId,
    UserAnswer,
    UserListAnswer,
    ready,
    tagged,
)
from app.config import settings
from app.identity.authentication import guest
from app.runtime.dispatch import ask, run
from commands.register_user import RegisterUser
from commands.update_profile import UpdateProfile
from domain.access import Actor
from domain.errors import DomainError
from queries.get_user import GetUser

router = APIRouter(prefix="/api/users", tags=["People"], route_class=Answering)
reads = APIRouter(prefix="/api/users", tags=["People"], route_class=Reading)
_LOCATION: Final = {"description": "The address of the person.", "schema": {"type": "string"}}
_BY_MAIL: Final = "Where mail is configured, whether or not the address is taken: a mail tells."
_ETAG: Final = {"description": "For If-Match and If-None-Match.", "schema": {"type": "string"}}
_TAGGED: Final = {"headers": {"ETag": _ETAG}}
_KEPT: Final = "Fields left out keep their value. Only one's own profile."
_CONFLICT: Final = {409: {"model": EditConflict, "description": "It does not fit what is there"}}


@reads.get(
    "",
    summary="List active people",
    response_model=UserListAnswer,
    responses=refusals(401, 403, 422),
    openapi_extra=SESSION | in_address(Wanted),
)
async def list_users(request: Request) -> Response:
    wanted = Wanted.model_validate(dict(request.query_params))
    return ready(listed(wanted, await told(request, wanted.query())))


@router.post(
    "",
    status_code=201,
    summary="Sign up",
    description="Whom this directory admits, once per e-mail address. It does not sign in. "
    "Administrators may add others, as many as they like, also where sign-up is closed.",
    responses={
        201: {"headers": {"Location": _LOCATION}},
        202: {"model": DoneAnswer, "description": _BY_MAIL},
        **refusals(403, 409, 413, 415, 422, 429),
    },
)
async def create_user(
    sent: SignUp, command_id: CommandId, request: Request, response: Response
) -> CreatedAnswer:
    command = RegisterUser(command_id=command_id, **sent.user.model_dump())
    person = await viewer(request, None)
    user_id = await run(command, person if person.may(command.permission) else guest(request))
    if settings.policy.sends_mail:
        return JSONResponse(DONE.model_dump(), 202)  # pyright: ignore[reportReturnType]
    response.headers["location"] = f"/api/users/{user_id}"
    return CreatedAnswer(data=NewId(id=user_id))


@reads.get(
    "/{user_id}",
    summary="Show a person",
    description="What the viewer may not see of the person is null.",
    response_model=UserAnswer,
    responses={
        200: _TAGGED,
        304: {**_TAGGED, "description": "It is what If-None-Match names."},
        **refusals(401, 403, 404, 409, 422),
    },
    openapi_extra=SESSION,
)
async def get_user(user_id: UserId, request: Request) -> Response:
    answer = tagged(UserAnswer(data=await told(request, GetUser(user_id=user_id))))
    tag = answer.headers["etag"]
    return Response(status_code=304, headers={"etag": tag}) if is_known(request, tag) else answer


@router.put(
    "/{user_id}",
    summary="Change one's profile as it was seen",
    description=f"{_KEPT} It takes `If-Match`, so that nobody's edit is overwritten.",
    response_model=DoneAnswer,
    responses={200: _TAGGED, **refusals(401, 403, 404, 412, 413, 415, 422, 428), **_CONFLICT},
)
async def put_user(
    user_id: SeenId,
    sent: ProfileUpdate,
    command_id: CommandId,
    viewer: SignedIn,
    if_match: IfMatch = None,
) -> Response:
    if if_match is None and user_id == viewer.user_id:
        raise HTTPException(428, NAME_IT)
    return await _update(user_id, sent, command_id, viewer, if_match)


@router.patch(
    "/{user_id}",
    summary="Change one's profile",
    description=f"{_KEPT} Without `If-Match` and `version` it holds for whatever is there by now.",
    response_model=DoneAnswer,
    responses={200: _TAGGED, **refusals(401, 403, 404, 412, 413, 415, 422), **_CONFLICT},
)
async def patch_user(
    user_id: SeenId,
    sent: ProfileUpdate,
    command_id: CommandId,
    viewer: SignedIn,
    if_match: IfMatch = None,
) -> Response:
    return await _update(user_id, sent, command_id, viewer, if_match)


async def _update(
    user_id: UUID, sent: ProfileUpdate, command_id: UUID, viewer: Actor, if_match: str | None
) -> Response:
    """The answer has the tag of what this request made: none when others were at it meanwhile."""
    body = sent.model_dump(exclude_unset=True)
    seen = {"version": body.get("version"), "only_at": versions(if_match or "*")}
    command = UpdateProfile(command_id=command_id, user_id=user_id, **seen, **body["user"])
    version = await run(command, viewer)
    done = ready(DONE)
    with suppress(DomainError):  # it was done, whatever can be read by now
        profile = await ask(GetUser(user_id=user_id), viewer)
        if profile.version == version:
            done.headers["etag"] = tagged(UserAnswer(data=profile)).headers["etag"]
    return done
