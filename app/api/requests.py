"""What programs send: bodies, and the parameters of a list."""

from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from app.api import examples
from domain.access import Role
from domain.time_zones import Day, TimeZone
from domain.values import (
    BIO_LIMIT,
    NAME_LIMIT,
    PASSWORD_LIMITS,
    REASON_LIMIT,
    SEARCH_LIMIT,
    Bio,
    Email,
    Moment,
    Name,
    NewPassword,
    Reason,
)
from queries.list_active_users import LAST_PAGE, ListActiveUsers, OpenSort

# What has no value in a header or an address is not there: the description knows no null.
OptionalDay = Annotated[Day | None, WithJsonSchema({"type": "string", "format": "date"})]
OptionalId = Annotated[UUID | None, WithJsonSchema({"type": "string", "format": "uuid"})]


def _in_documents(**facts: object) -> Any:
    """Facts for the description only: the type of the field checks them, after normalising."""
    return Field(json_schema_extra=facts)  # pyright: ignore[reportArgumentType]


class Body(BaseModel):
    """A field that is not known is refused, so that nobody believes it was stored."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class NewUser(Body):
    email: Annotated[Email, _in_documents(format="email")]
    name: Annotated[Name, _in_documents(minLength=1, maxLength=NAME_LIMIT)]
    password: Annotated[
        NewPassword, _in_documents(minLength=PASSWORD_LIMITS[0], maxLength=PASSWORD_LIMITS[1])
    ]


class SignUp(Body):
    model_config = examples.of({"user": examples.NEW_USER})

    user: NewUser


class ProfileChanges(Body):
    # A default that is made has no place in the description: a field left out stays as it is.
    name: Annotated[Name, _in_documents(minLength=1, maxLength=NAME_LIMIT)] = Field(
        default_factory=str
    )
    bio: Annotated[Bio, _in_documents(maxLength=BIO_LIMIT)] = Field(default_factory=str)


class ProfileUpdate(Body):
    model_config = examples.of({"user": {"bio": examples.PROFILE["bio"]}})

    user: ProfileChanges
    version: Annotated[
        int,
        Field(
            strict=True,
            ge=1,
            le=2**31 - 1,
            default_factory=int,
            description="The version that was edited: 409 when somebody else has changed the same "
            "fields since to something else. What only one side changed is merged.",
        ),
    ]


class Suspension(Body):
    model_config = examples.of({"reason": "Advertising.", "until": "2099-01-31T12:00:00Z"})

    reason: Annotated[Reason, _in_documents(minLength=1, maxLength=REASON_LIMIT)]
    until: Annotated[
        Moment | None,
        Field(description="Without it, until somebody reinstates the person."),
    ] = None


class RoleChange(Body):
    model_config = examples.of({"role": "moderator"})

    role: Role


class Wanted(Body):
    """Which people, and which page of them."""

    search: Annotated[
        str,
        Field(
            description="Words of a name or e-mail, or somebody's id; "
            f"the first {SEARCH_LIMIT} characters."
        ),
    ] = ""
    joined_since: Annotated[OptionalDay, Field(description="Joined on this day or later.")] = None
    joined_until: Annotated[OptionalDay, Field(description="Joined on this day or earlier.")] = None
    time_zone: Annotated[TimeZone, Field(description="Whose days these are, by its IANA name.")] = (
        "UTC"
    )
    sort: Annotated[
        OpenSort | None,
        WithJsonSchema({"enum": [*get_args(OpenSort)], "type": "string"}),
        Field(
            description="Without it, by joining; a search begins with those whose name has its "
            "words as whole words."
        ),
    ] = None
    order: Annotated[
        Literal["asc", "desc"] | None,
        WithJsonSchema({"enum": ["asc", "desc"], "type": "string"}),
        Field(description="Without it, `asc` by name, and else `desc`: the newest or most first."),
    ] = None
    page: Annotated[
        Annotated[int, Field(ge=1, le=LAST_PAGE)] | None,
        WithJsonSchema({"type": "integer", "minimum": 1, "maximum": LAST_PAGE}),
        Field(description="Counted from 1, which it is if left out; or follow the cursors."),
    ] = None
    page_size: Annotated[int, Field(ge=1, le=100)] = 20
    after: Annotated[OptionalId, Field(description="What follows: `meta.older`.")] = None
    before: Annotated[OptionalId, Field(description="What precedes: `meta.newer`.")] = None
    exact: Annotated[bool, Field(description="Count all hits of a search, beyond 1,000.")] = False

    @field_validator("after", "before")
    @classmethod
    def _is_the_only_place(cls, cursor: UUID | None, info: ValidationInfo) -> UUID | None:
        """One of page, after and before says where the page is; two would contradict each other."""
        others = [name for name in ("page", "after") if info.data.get(name)]
        if cursor and others:
            raise ValueError(f"Give either {others[0]} or {info.field_name}.")
        return cursor

    def query(self) -> ListActiveUsers:
        """What it asks for. Pages show a full first page; programs want each person once."""
        descending = self.order == "desc" if self.order else self.sort != "name"
        asked = self.model_dump(exclude={"order"})
        return ListActiveUsers(**asked, descending=descending, strict=True)


def in_address(model: type[BaseModel]) -> dict[str, Any]:
    """The description of what stands behind the ? of an address.

    FastAPI would write it, and take longer to read the parameters than the database to answer.
    """
    fields: dict[str, Any] = model.model_json_schema()["properties"]
    return {"parameters": [_parameter(name, schema) for name, schema in fields.items()]}


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    parameter = {"name": name, "in": "query", "required": False}
    if schema.get("default", "") is None:  # the description knows no null
        schema = {key: value for key, value in schema.items() if key != "default"}
    told = {"description": schema["description"]} if "description" in schema else {}
    return {**parameter, **told, "schema": schema}
