"""Plain form posts: what they hold, and their answers, with scripts and without."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import parse_qsl

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from app.feedback.form_errors import CHECK_FIELDS, UNEXPECTED, report
from app.feedback.validation_messages import sentences
from app.http.problem import said, when
from domain.errors import DomainError, TooMany, Unavailable
from domain.ids import new_id

_MOST_FIELDS: Final = 20
_STATUS: Final = {Unavailable: 503, TooMany: 429}  # the form is right, and may be sent again

Fields = dict[str, str]
Work = Callable[[Request, Fields], Awaitable[str]]
Answer = Callable[[Request], Awaitable[Response]]


def form_post(page: str) -> Callable[[Work], Answer]:
    """Make a handler of work that returns where it leads on to; `page` is where the form stands."""

    def handler(work: Work) -> Answer:
        @wraps(work)
        async def answer(request: Request) -> Response:
            fields = await fields_of(request)
            try:
                location = await work(request, fields)
            except Exception as failed:  # noqa: BLE001  # the last place that can still answer
                return refused(request, f"{page}?failed=1", failed)
            return moved(request, location)

        return answer

    return handler


async def fields_of(request: Request) -> Fields:
    """The fields of an urlencoded form; the edge has capped its size."""
    try:
        body = (await request.body()).decode()
        fields = dict(
            parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
        )
    except ValueError:
        return {}
    request.state.has_id = bool(fields.get("command_id"))  # then it is safe to send again
    return fields


def commanded(fields: Fields, *names: str) -> dict[str, Any]:
    """What a command takes: these fields as they came, and its id.

    A program may leave the id out, and a form has none until scripts run.
    """
    command_id = fields.get("command_id") or new_id()
    return {"command_id": command_id} | {name: fields.get(name, "") for name in names}


def moved(request: Request, location: str) -> Response:
    """Lead on to another page."""
    if wants_json(request):
        return private(JSONResponse({"location": location}))
    return private(RedirectResponse(location, 303))


def refused(request: Request, page: str, failed: Exception) -> Response:
    """Tell the form what was wrong, or send the browser back to `page`."""
    status, answer = _words(request, failed)
    if wants_json(request):
        return private(JSONResponse(answer, status, when(failed)))
    if status in (429, 500, 503):  # no fault of what was typed
        return private(PlainTextResponse(str(answer["error"]), status, when(failed)))
    return private(RedirectResponse(page, 303))


def wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def private(response: Response) -> Response:
    """Keep the answer out of every cache."""
    response.headers["cache-control"] = "no-store"
    return response


def _words(request: Request, failed: Exception) -> tuple[int, dict[str, object]]:
    if isinstance(failed, ValidationError):
        return 422, {"error": CHECK_FIELDS, "code": "invalid", "fields": sentences(failed)}
    if isinstance(failed, DomainError):
        status = next((each for kind, each in _STATUS.items() if isinstance(failed, kind)), 422)
        words = said(failed, is_repeatable=getattr(request.state, "has_id", False))
        fields = {failed.field: words} if failed.field else {}
        return status, {"error": words, "code": failed.code, "fields": fields}
    return 500, {"error": f"{UNEXPECTED} {report(failed)}", "code": "unexpected", "fields": {}}
