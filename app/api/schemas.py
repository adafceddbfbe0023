"""What programs are answered with."""

from hashlib import blake2b
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.responses import Response

from app.api import examples
from app.http.accept_header import JSON
from queries.get_user import UserProfile
from queries.list_active_users import UserRow
from queries.user_statistics import Statistics


class UserAnswer(BaseModel):
    model_config = examples.of({"data": examples.PROFILE})

    data: UserProfile


class Links(BaseModel):
    first: str
    previous: Annotated[str | None, Field(description="Of a page behind the last: the last.")]
    next: str | None
    last: Annotated[str | None, Field(description="Null where no number leads to it.")]


class Meta(BaseModel):
    total: Annotated[int, Field(description="People found; a lower bound unless exact.")]
    total_is_exact: bool
    page: Annotated[int | None, Field(description="Null where a cursor led to the page.")]
    last_page: Annotated[int | None, Field(description="Null unless the total is exact.")]
    page_size: int
    newer: Annotated[UUID | None, Field(description="Goes into `before`; null on the first page.")]
    older: Annotated[UUID | None, Field(description="Goes into `after`; null on the last page.")]


class UserListAnswer(BaseModel):
    model_config = examples.of(
        {"data": [examples.ROW], "meta": examples.META, "links": examples.LINKS}
    )

    data: tuple[UserRow, ...]
    meta: Meta
    links: Links


class NewId(BaseModel):
    id: UUID


class CreatedAnswer(BaseModel):
    model_config = examples.of({"data": {"id": examples.ID}})

    data: NewId


class Success(BaseModel):
    success: Literal[True]


class DoneAnswer(BaseModel):
    model_config = examples.of({"data": {"success": True}})

    data: Success


class StatisticsAnswer(BaseModel):
    model_config = examples.of({"data": examples.STATISTICS})

    data: Statistics


class NotFoundRefusal(BaseModel):
    error: Annotated[str, Field(description="One sentence for people.")]


class Refusal(NotFoundRefusal):
    code: Annotated[str, Field(description="What it is, for programs: it does not change.")]


class InvalidRefusal(Refusal):
    fields: Annotated[dict[str, str], Field(description="One sentence for each wrong field.")]


class EditConflict(Refusal):
    model_config = examples.of(examples.CONFLICT)

    fields: Annotated[dict[str, str], Field(description="What others made of the fields.")] = {}


def tagged(answer: UserAnswer) -> Response:
    """The answer with its ETag: the version, for who sees it, and a digest of all that is shown.

    Others change what is shown without an edit, as by following.
    """
    response = ready(answer)
    digest = blake2b(response.body, digest_size=8).hexdigest()
    version = "" if answer.data.version is None else f"{answer.data.version}-"
    response.headers["etag"] = f'"{version}{digest}"'
    return response


DONE = DoneAnswer(data=Success(success=True))


def ready(answer: BaseModel, **headers: str) -> Response:
    """The answer as it goes out: FastAPI would check once more what was checked as it was made."""
    return Response(answer.model_dump_json(), media_type=JSON, headers=headers)
