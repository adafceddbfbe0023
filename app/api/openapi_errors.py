"""The refusals of the API: all that there are, and how its description tells them."""

from typing import Any, Final, NamedTuple

from app.api.schemas import InvalidRefusal, NotFoundRefusal, Refusal
from app.feedback.form_errors import UNEXPECTED
from app.http.accept_header import JSON
from app.http.media_type import SEND_JSON, UNSUPPORTED
from app.http.post_limit import TOO_FAST
from domain.errors import (
    CommandReused,
    DiskFull,
    DomainError,
    EmailNotAdmitted,
    EmailTaken,
    EndsInPast,
    Forbidden,
    LastAdmin,
    NotFound,
    PasswordNeeded,
    ReadOnly,
    SignUpClosed,
    StaleFields,
    StaleVersion,
    SummaryMissing,
    TooMany,
    TooManyLookups,
    Unavailable,
    WeakPassword,
    WrongStatus,
)

SIGN_IN: Final = "Sign in first."
# For the cookie of a session there is a draft only; without a challenge a 401 would be none.
CHALLENGE: Final = 'Cookie realm="Rollcall", form-action="/auth/sign-in"'
NOWHERE: Final = "There is nothing at this address."
WRONG_METHOD: Final = "This address does not answer to this method."
NO_JSON_WANTED: Final = "This address answers with JSON: send Accept: application/json."
NAME_IT: Final = "Say which profile you edited: send its ETag as If-Match, or * for any."
INVALID: Final = 422


class Kind(NamedTuple):
    """One refusal: its status and code, an example of its sentence, and the header it brings."""

    status: int
    code: str
    sentence: str
    header: str = ""


def _of(status: int, kind: type[DomainError], example: str = "", header: str = "") -> Kind:
    return Kind(status, kind.code, example or kind.sentence, header)


KINDS: Final = (
    Kind(400, "cut", "The request was cut on its way."),
    Kind(401, "sign_in_needed", SIGN_IN, "WWW-Authenticate"),
    _of(403, Forbidden),
    _of(403, PasswordNeeded),
    _of(403, SignUpClosed),
    Kind(403, "foreign_origin", "This request came from another site."),
    _of(404, NotFound),
    Kind(404, "no_such_address", NOWHERE),
    Kind(405, "method_not_allowed", WRONG_METHOD, "Allow"),
    Kind(406, "not_acceptable", NO_JSON_WANTED),
    Kind(408, "slow", "The request did not arrive in time."),
    _of(409, WrongStatus, "Ann Lee is already suspended."),
    _of(409, LastAdmin),
    _of(409, StaleFields, "The bio was changed while you were editing."),
    _of(409, CommandReused),
    _of(409, SummaryMissing),
    _of(412, StaleVersion),
    Kind(413, "too_large", "That is too much at once."),
    Kind(415, UNSUPPORTED, SEND_JSON, "Accept"),
    Kind(421, "unknown_host", "This name is not served here."),
    Kind(INVALID, "invalid", "Check these fields: email."),
    _of(INVALID, EmailTaken),
    _of(INVALID, EmailNotAdmitted, "Sign up with an e-mail address of example.org."),
    _of(INVALID, WeakPassword),
    _of(INVALID, EndsInPast),
    Kind(428, "precondition_required", NAME_IT),
    _of(429, TooMany, str(TooMany(240)), "Retry-After"),
    _of(429, TooManyLookups, str(TooManyLookups(10)), "Retry-After"),
    Kind(429, "crowded", "Too many requests from one address.", "Retry-After"),
    Kind(429, "too_fast", TOO_FAST, "Retry-After"),
    Kind(500, "unexpected", f"{UNEXPECTED} 0f3c9a17"),
    _of(503, Unavailable, header="Retry-After"),
    _of(503, DiskFull, header="Retry-After"),
    _of(503, ReadOnly, header="Retry-After"),
)
_MEANING: Final = {
    401: "Nobody is signed in",
    403: "Not allowed to who asks, or from the site that asks",
    404: "There is nobody of this id, as far as the viewer may know",
    406: "The client accepts no JSON",
    409: "It does not fit what is there",
    412: "The profile has changed since",
    413: "The body is too large",
    415: "The body is no JSON",
    INVALID: "Something in the request is not right",
    428: "Nothing says which profile was edited",
    429: "Too often in a short time",
    500: "Something went wrong on our side",
    503: "The database is away, too busy or cannot write; try again",
}
_HEADERS: Final = {
    "WWW-Authenticate": {"description": "How to sign in.", "schema": {"type": "string"}},
    "Accept": {"description": "What to send.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}},
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe answers of these statuses, and of those that any request may get."""
    return {status: _described(status) for status in sorted({*statuses, 406, 429, 500, 503})}


def _described(status: int) -> dict[str, Any]:
    kind = next(each for each in KINDS if each.status == status)
    example = Refusal(error=kind.sentence, code=kind.code)
    if status == INVALID:
        fields = {"email": "Enter an e-mail address like name@example.org."}
        example = InvalidRefusal(error=kind.sentence, code=kind.code, fields=fields)
    elif kind.code == NotFound.code:
        example = NotFoundRefusal(error=kind.sentence)
    content = {JSON: {"example": example.model_dump()}}
    described = {"model": type(example), "description": _MEANING[status], "content": content}
    return described | ({"headers": {kind.header: _HEADERS[kind.header]}} if kind.header else {})
