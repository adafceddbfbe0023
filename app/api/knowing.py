"""Names that a request uses and that are not known here: refused, with the likeliest that is.

So are those that it gives twice: one of the two would be ignored.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, Final, get_args

from fastapi import Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from app.feedback.validation_messages import UNKNOWN

TWICE: Final = "Give this once."
NO_BODY: Final = "This address takes no body."
MOST: Final = 10  # names that are looked at closely; a request may hold thousands
_LONGEST: Final = 50  # characters of a name that could be a slip


class Unknown(HTTPException):
    """By name, what is wrong with it. FastAPI lets nothing else through while it reads a body."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(422)
        self.fields = fields


class Once(Request):
    """A request of which each object of the body gives a name once."""

    async def json(self) -> Any:
        """Raises Unknown for a name that is given twice."""
        return json.loads(await self.body(), object_pairs_hook=_once)


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = [name for name, count in counts.items() if count > 1]
        # Half a surrogate, which JSON can name, can only be written as it came.
        named = (name.encode(errors="backslashreplace").decode() for name in twice[:MOST])
        raise Unknown(dict.fromkeys(named, TWICE))
    return found


def require_known(request: Request, parameters: Iterable[str]) -> None:
    """Raises Unknown for a parameter that the address does not have, or has only once."""
    known = sorted(parameters)
    counts = Counter(name for name, _ in request.query_params.multi_items())
    wrong = [name for name, count in counts.items() if name not in known or count > 1]
    if wrong:
        raise Unknown(
            {name: TWICE if name in known else unknown(name, known) for name in wrong[:MOST]}
        )


async def no_body(request: Request) -> None:
    """Raises Unknown for a body where none is read: nobody is to believe that it was."""
    if (await request.body()).strip() not in (b"", b"{}"):
        raise Unknown({"body": NO_BODY})


def unknown(name: str, known: Sequence[str]) -> str:
    """Say that it is not known, and which name may have been meant."""
    meant = get_close_matches(name, known, 1) if len(name) <= _LONGEST else []
    return f"{UNKNOWN} Did you mean {meant[0]}?" if meant else UNKNOWN


def names_at(request: Request, place: Sequence[Any]) -> list[str]:
    """The fields that the body of this request may have at a place, such as ("body", "user")."""
    body = getattr(request.scope.get("route"), "body_field", None)
    found: Any = body and body.field_info.annotation
    for part in place[1:]:
        inner = found.model_fields.get(part) if _is_model(found) else None
        kinds = (inner.annotation, *get_args(inner.annotation)) if inner else ()
        found = next(filter(_is_model, kinds), None)
    return sorted(found.model_fields) if _is_model(found) else []


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
