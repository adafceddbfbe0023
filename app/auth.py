"""Signing in, up and out: plain form posts, because only an HTTP answer can set the cookie."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import SecretStr, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from app import health, routes
from app.address import local
from app.api.app import ROUTES as OF_API
from app.cookie import COOKIE
from app.dispatch import run
from app.errors import UNEXPECTED, report
from app.form_posts import Fields, fields_of, moved, private, refused
from app.password import change_password
from commands.register_user import RegisterUser
from commands.sign_in import SignIn
from commands.sign_out import SignOut
from domain.access import GUEST
from domain.errors import BadCredentials, EmailTaken, Unavailable
from domain.ids import new_id

_ACCOUNT: Final = {"email", "name", "password"}

Work = Callable[[Request, Fields], Awaitable[str]]


async def sign_in(request: Request) -> Response:
    """Answer with a new cookie, or with one sentence that does not tell what was wrong."""
    return await _enter(request, routes.SIGN_IN, _token_of)


async def sign_up(request: Request) -> Response:
    """Create the account and sign the newcomer in."""
    return await _enter(request, routes.SIGN_UP, _token_of_newcomer)


async def sign_out(request: Request) -> Response:
    """End the session, for every tab of this browser."""
    try:
        await _end_session(request)
    except Unavailable as away:
        return private(PlainTextResponse(str(away), 503))
    except Exception as unexpected:  # noqa: BLE001  # the last place that can still answer
        return private(PlainTextResponse(f"{UNEXPECTED} {report(unexpected)}", 500))
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
    return response


async def _token_of(request: Request, fields: Fields) -> str:
    browser = request.headers.get("user-agent", "")[:200]
    email, password = fields.get("email", ""), SecretStr(fields.get("password", ""))
    try:
        command = SignIn(email=email, password=password, user_agent=browser)
    except ValidationError:
        raise BadCredentials from None  # nobody has such an e-mail or password
    return await run(command, GUEST)


async def _token_of_newcomer(request: Request, fields: Fields) -> str:
    sent: dict[str, Any] = {name: fields[name] for name in _ACCOUNT & fields.keys()}
    # Until scripts run, the form has no id; sent twice, the second finds the e-mail taken.
    sent["command_id"] = fields.get("command_id") or new_id()
    newcomer = RegisterUser(**sent)
    await run(newcomer, GUEST)
    try:
        return await _token_of(request, fields | {"email": newcomer.email})
    except BadCredentials:
        raise EmailTaken from None  # the form was sent before, with another password


async def _end_session(request: Request) -> None:
    """End the session that the browser sent along, if there is one."""
    if token := COOKIE.read(request.headers.get("cookie", "")):
        await run(SignOut(token=SecretStr(token)), GUEST)


api: Final = Starlette(
    routes=[
        Route(routes.POST_SIGN_IN, sign_in, methods=["POST"]),
        Route(routes.POST_SIGN_UP, sign_up, methods=["POST"]),
        Route(routes.POST_SIGN_OUT, sign_out, methods=["POST"]),
        Route(routes.POST_PASSWORD, change_password, methods=["POST"]),
        *health.ROUTES,
        *OF_API,
    ]
)
