"""Signing in, up and out: plain form posts, because only an HTTP answer can set the cookie."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from pydantic import SecretStr, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from app import health, routes
from app.address import local
from app.cookie import COOKIE
from app.dispatch import run
from app.errors import CHECK_FIELDS, UNEXPECTED, report, sentences
from commands.register_user import RegisterUser
from commands.sign_in import SignIn
from commands.sign_out import SignOut
from domain.access import GUEST
from domain.errors import BadCredentials, DomainError, EmailTaken, Unavailable
from domain.ids import new_id

_MOST_FIELDS: Final = 20
_ACCOUNT: Final = {"email", "name", "password"}

Fields = dict[str, str]
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
        return _private(PlainTextResponse(str(away), 503))
    except Exception as unexpected:  # noqa: BLE001  # the last place that can still answer
        return _private(PlainTextResponse(f"{UNEXPECTED} {report(unexpected)}", 500))
    response = RedirectResponse(routes.SIGN_IN, 303)
    COOKIE.take(response)
    # The tab's key to its state lives there; without it the next page starts blank.
    response.headers["clear-site-data"] = '"storage"'
    return _private(response)


async def _enter(request: Request, page: str, token_for: Work) -> Response:
    fields = await _fields(request)
    location = local(fields.get("next", "")) or routes.PEOPLE
    try:
        token = await token_for(request, fields)
        await _end_session(request)
    except Exception as failed:  # noqa: BLE001  # the last place that can still answer
        again = {"failed": "1"} | ({"next": location} if location != routes.PEOPLE else {})
        return _refused(request, f"{page}?{urlencode(again)}", failed)
    response: Response = RedirectResponse(location, 303)
    if _wants_json(request):
        response = JSONResponse({"location": location})
    COOKIE.give(response, token)
    return _private(response)


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


def _refused(request: Request, page: str, failed: Exception) -> Response:
    status, answer = _words(failed)
    if _wants_json(request):
        return _private(JSONResponse(answer, status))
    if status >= 500:  # noqa: PLR2004 - no fault of what was typed
        return _private(PlainTextResponse(str(answer["error"]), status))
    return _private(RedirectResponse(page, 303))


def _words(failed: Exception) -> tuple[int, dict[str, object]]:
    if isinstance(failed, ValidationError):
        return 422, {"error": CHECK_FIELDS, "code": "invalid", "fields": sentences(failed)}
    if isinstance(failed, DomainError):
        status = 503 if isinstance(failed, Unavailable) else 422
        fields = {failed.field: str(failed)} if failed.field else {}
        return status, {"error": str(failed), "code": failed.code, "fields": fields}
    return 500, {"error": f"{UNEXPECTED} {report(failed)}", "code": "unexpected", "fields": {}}


async def _fields(request: Request) -> Fields:
    """The fields of an urlencoded form; the edge has capped its size."""
    try:
        body = (await request.body()).decode()
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return {}


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _private(response: Response) -> Response:
    response.headers["cache-control"] = "no-store"
    return response


api: Final = Starlette(
    routes=[
        Route(routes.POST_SIGN_IN, sign_in, methods=["POST"]),
        Route(routes.POST_SIGN_UP, sign_up, methods=["POST"]),
        Route(routes.POST_SIGN_OUT, sign_out, methods=["POST"]),
        *health.ROUTES,
    ]
)
