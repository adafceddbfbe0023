"""Failures of the API: a status, and one sentence for people."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from app.api.answers import InvalidRefusal, Refusal
from app.api.asking import asking
from app.api.refusals import SIGN_IN
from app.errors import UNEXPECTED, report
from app.sentences import sentence
from domain.errors import (
    Conflict,
    DomainError,
    Forbidden,
    NotFound,
    PasswordNeeded,
    SignUpClosed,
    StaleVersion,
    StatisticsIncomplete,
    TooMany,
    Unavailable,
)

NOT_JSON: Final = "This is not JSON."
UNKEPT: Final = "no-store"  # what one person may see is kept by nobody on the way
# The first that fits; what has a field to blame is a 422 before all of them.
_STATUS: Final = (
    (NotFound, 404),
    (Forbidden, 403),
    (SignUpClosed, 403),
    (PasswordNeeded, 403),
    (TooMany, 429),
    (StaleVersion, 412),
    (Conflict, 409),
    (StatisticsIncomplete, 500),
    (Unavailable, 503),
)


def answer(request: Request, failed: Exception) -> JSONResponse:
    """Say what failed, in words of ours only."""
    if isinstance(failed, RequestValidationError):
        if any(error["loc"][0] == "path" for error in failed.errors()):
            return _says(404, NotFound.sentence)  # an id that is none is nobody's
        return _invalid(failed.errors())
    if isinstance(failed, ValidationError):
        return _invalid(failed.errors(include_url=False, include_input=False))
    if isinstance(failed, DomainError):
        return _refused(request, failed)
    if isinstance(failed, HTTPException):
        return _unfit(failed)
    return _says(500, f"{UNEXPECTED} {report(failed)}")


def _refused(request: Request, refused: DomainError) -> JSONResponse:
    if refused.field:
        return _names({refused.field: str(refused)}, str(refused), refused.code)
    if isinstance(refused, Forbidden) and asking(request).user_id is None:
        return _says(401, SIGN_IN)
    headers = {"retry-after": "1"} if isinstance(refused, Unavailable) else {}
    for kind, status in _STATUS:
        if isinstance(refused, kind):
            return _says(status, str(refused), headers)
    return _names({}, str(refused), refused.code)


def _unfit(failed: HTTPException) -> JSONResponse:
    if failed.status_code == HTTPStatus.BAD_REQUEST:  # the body could not even be decoded
        return _names({}, NOT_JSON)
    return _says(failed.status_code, str(failed.detail), failed.headers)


def _invalid(errors: Sequence[Any]) -> JSONResponse:
    fields: dict[str, str] = {}
    for error in errors:
        if error["type"] == "json_invalid":
            return _names({}, NOT_JSON)
        # The last name in ("body", "user", "email"); positions in a list are numbers.
        name = next((part for part in reversed(error["loc"]) if isinstance(part, str)), "body")
        fields.setdefault(name, sentence(error["type"], error.get("ctx", {})))
    return _names(fields, f"Check these fields: {', '.join(fields)}.")


def _names(fields: dict[str, str], error: str, code: str = "invalid") -> JSONResponse:
    return _sent(422, InvalidRefusal(error=error, code=code, fields=fields))


def _says(status: int, error: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return _sent(status, Refusal(error=error), headers)


def _sent(status: int, refusal: Refusal, headers: Mapping[str, str] | None = None) -> JSONResponse:
    unkept = {**(headers or {}), "cache-control": UNKEPT}
    return JSONResponse(refusal.model_dump(), status, unkept)
