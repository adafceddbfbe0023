"""A refusal over HTTP: a status, a code for programs, and one sentence for people."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import JSONResponse

from app.http.accept_header import PROBLEM, prefers_problem
from domain.errors import DomainError, NotFound, TooMany, Unavailable, Uncertain


def said(refused: DomainError, *, is_repeatable: bool) -> str:
    """The sentence of a refusal; what came with no id of the sender's is not safe to repeat."""
    if isinstance(refused, Uncertain) and not is_repeatable:
        return refused.without_id
    return str(refused)


def when(refused: Exception) -> dict[str, str]:
    """The header that says in how many seconds to try again, where waiting helps."""
    if isinstance(refused, TooMany):
        return {"retry-after": str(refused.retry_after)}
    return {"retry-after": "1"} if isinstance(refused, Unavailable) else {}


def refusal(  # noqa: PLR0913  # all that an answer is made of
    asked: Headers,
    status: int,
    code: str,
    sentence: str,
    *,
    fields: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The refusal as JSON, or as a problem (RFC 9457) to whoever `asked` for that.

    The JSON about a person who is not found has no code: it is a contract to the letter.
    """
    more: dict[str, Any] = {"code": code} | ({} if fields is None else {"fields": dict(fields)})
    if prefers_problem(asked):
        title = HTTPStatus(status).phrase
        body = {"type": "about:blank", "title": title, "status": status, "detail": sentence}
        return JSONResponse(body | more, status, headers, PROBLEM)
    body = {"error": sentence} | ({} if code == NotFound.code else more)
    return JSONResponse(body, status, headers)
