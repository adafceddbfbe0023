"""Whom one may see: everybody sees active people; staff, and each for themselves, see all."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Row,
    Select,
    Uuid,
    bindparam,
    func,
    or_,
    select,
)

from domain.access import Actor, Permission
from domain.errors import NotFound, SummaryMissing
from domain.values import Status
from projections.user_summary import TABLE as SUMMARIES
from projections.views import ACCOUNT_SETTINGS
from queries import driver

# The beginning of a bio, which is all that a row of a list has room for.
SHORT_BIO = func.left(SUMMARIES.c.bio, 200).label("bio")

_UNTOLD: Final = (
    "This person's summary is missing. "
    "An administrator can repair it with: rollcall projections rebuild"
)
_ACCOUNT = select(ACCOUNT_SETTINGS.c.user_id).where(
    ACCOUNT_SETTINGS.c.user_id == bindparam("user_id", type_=Uuid)
)

# Whether the person of a summary is there for who asks; with the values of `viewer`.
IS_SEEN: ColumnElement[bool] = or_(
    bindparam("sees_all", type_=Boolean),
    SUMMARIES.c.status == Status.ACTIVE,
    SUMMARIES.c.id == bindparam("viewer", type_=Uuid),
)


def sees_all(actor: Actor) -> bool:
    """Whether the actor may see, and count, people who are not active."""
    return actor.may(Permission.SEE_PRIVATE)


def sees_all_of(actor: Actor, user_id: UUID) -> bool:
    """Whether the actor may see what of a person is not for everybody."""
    return sees_all(actor) or actor.user_id == user_id


def viewer(actor: Actor) -> dict[str, Any]:
    return {"sees_all": sees_all(actor), "viewer": actor.user_id}


def showing(columns: Sequence[Any]) -> Select[*tuple[Any, ...]]:
    """These columns of one person, for `find`."""
    return select(*columns).where(SUMMARIES.c.id == bindparam("user_id", type_=Uuid), IS_SEEN)


def find(
    connection: Connection, actor: Actor, user_id: UUID, query: Select[*tuple[Any, ...]]
) -> Row[*tuple[Any, ...]]:
    """What the query is `showing`. Raises NotFound, also for whom the actor may not see.

    Raises SummaryMissing where nothing is shown of a person who is there for the actor.
    """
    for row in driver.rows(connection, query, {"user_id": user_id, **viewer(actor)}):
        return row
    if sees_all_of(actor, user_id) and driver.rows(connection, _ACCOUNT, {"user_id": user_id}):
        raise SummaryMissing(_UNTOLD)
    raise NotFound
