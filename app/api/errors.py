"""Failures of the API: a status, a code for programs, and one sentence for people."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from app.api.dependencies import asking
from app.api.knowing import MOST, Unknown, names_at, unknown
from app.api.openapi_errors import CHALLENGE, SIGN_IN
from app.feedback.form_errors import UNEXPECTED, report
from app.feedback.validation_messages import sentence
from app.http.accept_header import JSON
from app.http.media_type import UNSUPPORTED
from app.http.problem import refusal, said, when
from domain.errors import (
    Conflict,
    DomainError,
    Forbidden,
    NotFound,
    PasswordNeeded,
    SignUpClosed,
    StaleFields,
    StaleVersion,
    TooMany,
    Unavailable,
)

NOT_JSON: Final = "This is not JSON."
INVALID: Final = "invalid"
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
    (Unavailable, 503),
)
_CODES: Final = {
    404: "no_such_address",
    405: "method_not_allowed",
    406: "not_acceptable",
    415: UNSUPPORTED,
    428: "precondition_required",
}


def answer(request: Request, failed: Exception) -> JSONResponse:
    """Say what failed, in words of ours only."""
    if isinstance(failed, RequestValidationError | ValidationError):
        return _invalid(request, failed.errors())
    if isinstance(failed, Unknown):
        return _wrong(request, failed.fields)
    if isinstance(failed, DomainError):
        return _refused(request, failed)
    if isinstance(failed, HTTPException):
        return _unfit(request, failed)
    return _says(request, 500, "unexpected", f"{UNEXPECTED} {report(failed)}")


def _refused(request: Request, refused: DomainError) -> JSONResponse:
    words = said(refused, is_repeatable="idempotency-key" in request.headers)
    if refused.field:
        return _names(request, {refused.field: words}, words, refused.code)
    if isinstance(refused, Forbidden) and asking(request).user_id is None:
        return _says(request, 401, "sign_in_needed", SIGN_IN, {"www-authenticate": CHALLENGE})
    if isinstance(refused, StaleFields):
        return _names(request, refused.theirs, words, refused.code, 409)
    for kind, status in _STATUS:
        if isinstance(refused, kind):
            return _says(request, status, refused.code, words, when(refused))
    return _names(request, {}, words, refused.code)


def _unfit(request: Request, failed: HTTPException) -> JSONResponse:
    status = failed.status_code
    if status == HTTPStatus.BAD_REQUEST:  # the body could not even be decoded
        return _names(request, {}, NOT_JSON)
    headers = {"accept": JSON} if status == HTTPStatus.UNSUPPORTED_MEDIA_TYPE else failed.headers
    return _says(request, status, _CODES[status], str(failed.detail), headers)


def _invalid(request: Request, errors: Sequence[Any]) -> JSONResponse:
    fields: dict[str, str] = {}
    for error in errors:
        if error["loc"][:1] == ("path",):
            return _refused(request, NotFound())  # an id that is none is nobody's
        if error["type"] == "json_invalid":
            return _names(request, {}, NOT_JSON)
        # The last name in ("body", "user", "email"); positions in a list are numbers.
        *place, last = error["loc"] or ("body",)
        name = next((part for part in (last, *reversed(place)) if isinstance(part, str)), "body")
        if error["type"] == "extra_forbidden":
            words = unknown(name, names_at(request, place) if len(fields) < MOST else ())
        else:
            words = sentence(error["type"], error.get("ctx", {}))
        fields.setdefault(name, words)
    return _wrong(request, fields)


def _wrong(request: Request, fields: dict[str, str]) -> JSONResponse:
    return _names(request, fields, f"Check these fields: {', '.join(fields)}.")


def _names(
    request: Request, fields: dict[str, str], error: str, code: str = INVALID, status: int = 422
) -> JSONResponse:
    unkept = {"cache-control": UNKEPT}
    return refusal(request.headers, status, code, error, fields=fields, headers=unkept)


def _says(
    request: Request, status: int, code: str, error: str, more: Mapping[str, str] | None = None
) -> JSONResponse:
    unkept = {**(more or {}), "cache-control": UNKEPT}
    return refusal(request.headers, status, code, error, headers=unkept)
