"""Signing in, up and out."""

import secrets
from typing import Final
from urllib.parse import urlencode

from pydantic import SecretStr, ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.config import settings
from app.forms.form_handler import (
    Fields,
    Work,
    commanded,
    fields_of,
    form_post,
    moved,
    private,
    refused,
)
from app.identity.authentication import guest
from app.identity.cookies import COOKIE, DEVICE
from app.runtime.dispatch import Threads, run, strangers
from app.urls import routes
from app.urls.safe_redirect import local
from commands.register_user import RegisterUser
from commands.sign_in import SignIn
from commands.sign_out import SignOut
from domain.errors import BadCredentials, EmailTaken
from domain.session import USER_AGENT_LIMIT

_ACCOUNT: Final = {"email", "name", "password"}


async def sign_in(request: Request) -> Response:
    """Answer with a new cookie, or with one sentence that does not tell what was wrong."""
    return await _enter(request, routes.SIGN_IN, _token_of)


async def sign_up(request: Request) -> Response:
    """Create the account and sign the newcomer in; where mail is configured, ask for the mail."""
    if settings.policy.sends_mail:
        return await _sign_up_neutrally(request)
    return await _enter(request, routes.SIGN_UP, _token_of_newcomer)


async def sign_out(request: Request) -> Response:
    """End the session, for every tab of this browser."""
    try:
        await _end_session(request)
    except Exception as failed:  # noqa: BLE001  # the last place that can still answer
        return refused(request, routes.SIGN_IN, failed)
    response = RedirectResponse(routes.SIGN_IN, 303)
    COOKIE.take(response)
    # The tab's key to its state lives there; without it the next page starts blank.
    response.headers["clear-site-data"] = '"storage"'
    return private(response)


async def _enter(request: Request, page: str, token_for: Work) -> Response:
    fields = await fields_of(request)
    location = local(fields.get("next", "")) or routes.PEOPLE
    try:
        token = await token_for(request, fields)
        await _end_session(request)
    except Exception as failed:  # noqa: BLE001  # the last place that can still answer
        again = {"failed": "1"} | ({"next": location} if location != routes.PEOPLE else {})
        return refused(request, f"{page}?{urlencode(again)}", failed)
    response = moved(request, location)
    COOKIE.give(response, token)
    DEVICE.give(response, _device(request))
    return response


async def _token_of(request: Request, fields: Fields, threads: Threads | None = None) -> str:
    try:
        command = SignIn(
            email=fields.get("email", ""),
            password=SecretStr(fields.get("password", "")),
            code=SecretStr(fields.get("code", "")),
            user_agent=request.headers.get("user-agent", "")[:USER_AGENT_LIMIT],
            device=SecretStr(_device(request)),
        )
    except ValidationError:
        raise BadCredentials from None  # nobody has such an e-mail or password
    return await run(command, guest(request), threads=threads)


def _device(request: Request) -> str:
    """The token of this device, the same for the whole request; a new one when it has none."""
    if not hasattr(request.state, "device"):
        known = DEVICE.read(request.headers.get("cookie", ""))
        request.state.device = known or secrets.token_urlsafe(32)
    return request.state.device


@form_post(routes.SIGN_UP)
async def _sign_up_neutrally(request: Request, fields: Fields) -> str:
    """Answer alike whether or not the address is taken: its owner is told by mail."""
    await _register(request, fields)
    return routes.with_query(routes.CHECK_MAIL, **{"for": "sign-up"})


async def _token_of_newcomer(request: Request, fields: Fields) -> str:
    email = await _register(request, fields)
    try:
        # Not at the door: a crowd of newcomers would keep everybody else from signing in.
        return await _token_of(request, fields | {"email": email}, strangers)
    except BadCredentials:
        raise EmailTaken from None  # the form was sent before, with another password


async def _register(request: Request, fields: Fields) -> str:
    """The newcomer's e-mail address, as it is stored."""
    # Without an id, and sent twice, the second finds the e-mail taken.
    newcomer = RegisterUser(**commanded(fields, *(_ACCOUNT & fields.keys())))
    await run(newcomer, guest(request))
    return newcomer.email


async def _end_session(request: Request) -> None:
    """End the session that the browser sent along, if there is one."""
    if token := COOKIE.read(request.headers.get("cookie", "")):
        await run(SignOut(token=SecretStr(token)), guest(request))
