"""Whom one may see: everybody sees active people; staff, and each for themselves, see all."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select, true

from domain.access import Actor, Permission
from domain.errors import NotFound
from domain.values import Status
from projections.user_summary import TABLE as SUMMARIES

# The beginning of a bio, which is all that a row of a list has room for.
SHORT_BIO = func.left(SUMMARIES.c.bio, 200).label("bio")


def sees_all_of(actor: Actor, user_id: UUID) -> bool:
    """Whether the actor may see what of a person is not for everybody."""
    return actor.may(Permission.SEE_PRIVATE) or actor.user_id == user_id


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Whether the person of a summary is there for the actor."""
    if actor.may(Permission.SEE_PRIVATE):
        return true()
    return or_(SUMMARIES.c.status == Status.ACTIVE, SUMMARIES.c.id == actor.user_id)


def find(
    connection: Connection, actor: Actor, user_id: UUID, *columns: Any
) -> Row[*tuple[Any, ...]]:
    """These columns of one person. Raises NotFound, also for whom the actor may not see."""
    query = select(*columns).where(SUMMARIES.c.id == user_id, seen_by(actor))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row
