"""The refusals in the description of the API."""

from typing import Any, Final

from app.api.answers import InvalidRefusal, Refusal
from app.errors import UNEXPECTED
from domain.errors import Forbidden, NotFound, StaleVersion, TooMany, Unavailable

SIGN_IN: Final = "Sign in first."
INVALID, UNAVAILABLE = 422, 503
_MEANING: Final = {
    401: ("Nobody is signed in", SIGN_IN),
    403: ("Not allowed to who asks, or from the site that asks", Forbidden.sentence),
    404: ("There is nobody of this id, as far as the viewer may know", NotFound.sentence),
    409: ("It does not fit what is there", "Ann Lee is already suspended."),
    412: ("The profile has changed since", StaleVersion.sentence),
    413: ("The body is too large", "That is too much at once."),
    415: ("The body is no JSON", "Send JSON, with the header Content-Type: application/json."),
    INVALID: ("Something in the request is not right", "Check these fields: email."),
    429: ("Too often from one network address", str(TooMany(240))),
    500: ("Something went wrong on our side", f"{UNEXPECTED} 0f3c9a17"),
    UNAVAILABLE: ("The database is away or too busy; try again", Unavailable.sentence),
}
_RETRY: Final = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe answers of these statuses, and of those that any request may get."""
    return {status: _described(status) for status in sorted({*statuses, 500, 503})}


def _described(status: int) -> dict[str, Any]:
    meaning, error = _MEANING[status]
    example = Refusal(error=error)
    if status == INVALID:
        fields = {"email": "Enter an e-mail address like name@example.org."}
        example = InvalidRefusal(error=error, code="invalid", fields=fields)
    content = {"application/json": {"example": example.model_dump()}}
    described = {"model": type(example), "description": meaning, "content": content}
    return described | ({"headers": _RETRY} if status == UNAVAILABLE else {})
