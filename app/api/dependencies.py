"""What requests bring along: who asks, which repeat it is, which version was seen, in what form.

All are coroutines: FastAPI hands a plain function to a thread, and waits for it, on every request.
"""

import re
from typing import Annotated, Final, TypeVar
from uuid import UUID

from fastapi import Depends, Header, HTTPException, Path, Request, Security
from fastapi.security import APIKeyCookie
from pydantic import Field, TypeAdapter, ValidationError, WithJsonSchema

from app.api import examples
from app.api.knowing import no_body
from app.api.openapi_errors import NO_JSON_WANTED
from app.api.requests import OptionalId
from app.http.accept_header import accepts_json
from app.http.media_type import SEND_JSON, is_json
from app.identity.authentication import answered, person_of
from app.identity.cookies import COOKIE
from app.runtime.dispatch import ask, counted
from app.runtime.refusal_counter import refused
from domain.access import GUEST, Actor
from domain.errors import DomainError, Forbidden, NotFound
from domain.ids import new_id
from queries.get_user import GetUser
from queries.reading import Query

# Entity-tags as RFC 9110 writes them: a list of strong and weak ones, or * for whatever is there.
_TAG: Final = r'(?:W/)?"[!#-~\x80-\xff]*"'
_TAGS: Final = rf"^(\*|[ \t,]*{_TAG}([ \t]*,[ \t,]*{_TAG})*[ \t,]*)$"
_VERSION: Final = re.compile(
    r'"([0-9]{1,9})(?:-[0-9a-f]{16})?"'
)  # what the tag of a person begins with
_cookie = APIKeyCookie(
    name=COOKIE.name,
    scheme_name="session",
    description="The cookie that `POST /auth/sign-in` gives, the same as that of the pages.",
    auto_error=False,
)
SESSION: Final = {"security": [{_cookie.scheme_name: []}]}
_ID: Final = TypeAdapter(UUID)
R = TypeVar("R")


async def require_json(request: Request) -> None:
    """Raises 415 for a body that is no JSON, and 406 for who takes none."""
    if not accepts_json(request.headers):
        raise HTTPException(406, NO_JSON_WANTED)
    is_coded = request.headers.get("content-encoding", "identity").lower() != "identity"
    if await request.body() and (is_coded or not is_json(request.headers)):
        raise HTTPException(415, SEND_JSON)


async def viewer(request: Request, _: Annotated[str | None, Security(_cookie)]) -> Actor:
    """Look up, on each request anew, whom the cookie stands for."""
    request.state.viewer = await person_of(request)
    return request.state.viewer


async def told(request: Request, query: Query[R]) -> R:
    """What the query answers to whom the cookie stands for. Raises what it refuses to that person.

    For routes that only read: the cookie is no dependency of theirs, each of which costs as much
    as the answer. Their description has it from `SESSION`.
    """
    request.state.viewer, found = await answered(request, query)
    if isinstance(found, DomainError):
        with counted(query, request.state.viewer):
            raise found
    return found


def ids_in(request: Request) -> dict[str, UUID]:
    """Those that the address names. Raises NotFound: what is no id is nobody's."""
    try:
        return {name: _ID.validate_python(text) for name, text in request.path_params.items()}
    except ValidationError:
        raise NotFound from None


async def signed_in(viewer: Annotated[Actor, Depends(viewer)]) -> Actor:
    """Raises Forbidden for a guest, whatever the request holds."""
    if viewer.user_id is None:
        refused("api", Forbidden.code)
        raise Forbidden
    return viewer


def asking(request: Request) -> Actor:
    """Who is known to ask, as far as was looked."""
    return getattr(request.state, "viewer", GUEST)


async def command_id(
    key: Annotated[
        OptionalId,
        Header(
            alias="Idempotency-Key",
            description="A UUID of yours: sent again, the request is not carried out again.",
        ),
    ] = None,
) -> UUID:
    return key or new_id()


def versions(tags: str) -> tuple[int, ...] | None:
    """Of which the profile must have one, by these tags; None for any.

    What others change of a person, such as the number of followers, is no reason to refuse an edit.
    A weak tag matches nothing here.
    """
    if tags == "*":
        return None
    found = (_VERSION.fullmatch(tag) for tag in re.findall(_TAG, tags))
    return tuple(int(each[1]) for each in found if each)


def is_known(request: Request, tag: str) -> bool:
    """Whether who asks has what this tag stands for, by If-None-Match."""
    tags = ",".join(request.headers.getlist("if-none-match"))
    return tags.strip() == "*" or tag in {
        each.removeprefix("W/") for each in re.findall(_TAG, tags)
    }


SignedIn = Annotated[Actor, Depends(signed_in)]
NoBody = Annotated[None, Depends(no_body)]
CommandId = Annotated[UUID, Depends(command_id)]
UserId = Annotated[UUID, Path(description="Of the person.", examples=[examples.ID])]
IfMatch = Annotated[
    Annotated[str, Field(pattern=_TAGS)] | None,
    WithJsonSchema({"type": "string", "pattern": _TAGS}),
    Header(
        alias="If-Match",
        description="The ETag of the profile that was edited: 412 when it has changed since.",
    ),
]


async def seen(user_id: UserId, viewer: SignedIn) -> UUID:
    """Raises NotFound for whom the viewer cannot see; they are not there to be refused."""
    if user_id != viewer.user_id:
        await ask(GetUser(user_id=user_id), viewer)
    return user_id


SeenId = Annotated[UUID, Depends(seen)]
