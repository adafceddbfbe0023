"""People over HTTP: sign-up, profiles and the list."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.api.answering import Answering, Reading
from app.api.answers import (
    DONE,
    CreatedAnswer,
    DoneAnswer,
    NewId,
    UserAnswer,
    UserListAnswer,
    ready,
)
from app.api.asking import SESSION, CommandId, SeenVersion, SignedIn, UserId, told, viewer
from app.api.bodies import ProfileUpdate, SignUp, Wanted, in_address
from app.api.listed import listed
from app.api.refusals import refusals
from app.config import settings
from app.dispatch import ask, run
from app.identity import guest
from commands.register_user import RegisterUser
from commands.update_profile import UpdateProfile
from queries.get_user import GetUser

router = APIRouter(prefix="/api/users", tags=["People"], route_class=Answering)
reads = APIRouter(prefix="/api/users", tags=["People"], route_class=Reading)
_LOCATION: Final = {"description": "The address of the person.", "schema": {"type": "string"}}
_BY_MAIL: Final = "Where mail is configured, whether or not the address is taken: a mail tells."
_ETAG: Final = {"description": "The version, for If-Match.", "schema": {"type": "string"}}
_UPDATE: Final[dict[str, Any]] = {
    "description": "Fields left out keep their value. Only one's own profile; PUT and PATCH alike.",
    "responses": refusals(401, 403, 404, 409, 412, 413, 415, 422),
}


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
    "Administrators may add others, as many as they like.",
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
    responses={200: {"headers": {"ETag": _ETAG}}, **refusals(401, 403, 404, 422)},
    openapi_extra=SESSION,
)
async def get_user(user_id: UserId, request: Request) -> Response:
    profile = await told(request, GetUser(user_id=user_id))
    tag = {} if profile.version is None else {"etag": f'"{profile.version}"'}
    return ready(UserAnswer(data=profile), **tag)


@router.put("/{user_id}", name="put_user", summary="Change one's profile", **_UPDATE)
@router.patch("/{user_id}", name="patch_user", summary="Change one's profile", **_UPDATE)
async def update_user(
    user_id: UserId,
    sent: ProfileUpdate,
    command_id: CommandId,
    version: SeenVersion,
    viewer: SignedIn,
) -> DoneAnswer:
    await ask(GetUser(user_id=user_id), viewer)  # whom one cannot see is not there to be refused
    changes = sent.user.model_dump(exclude_unset=True)
    command = UpdateProfile(command_id=command_id, user_id=user_id, version=version, **changes)
    await run(command, viewer)
    return DONE
