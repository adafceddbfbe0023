"""The rows of people: how a command locks them, and writes them back.

Statements are made once: SQLAlchemy needs longer to build one than PostgreSQL to carry it out.
They take arrays, so that one person and 10,000 are the same statement. Rows are locked in the order
of ids, always. What only refers to a person, as a new follower does, need not wait for the lock.
"""

from functools import cache
from typing import Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Update,
    Uuid,
    any_,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.access import Role
from domain.user import User
from domain.values import Status

_USERS = User.metadata.tables["users"]


def _is_admin(users: FromClause) -> ColumnElement[bool]:
    return (users.c.role == Role.ADMIN) & (users.c.status == Status.ACTIVE)


def _chosen(users: FromClause, name: str) -> ColumnElement[bool]:
    return users.c.id == any_(bindparam(name, type_=ARRAY(Uuid)))


# Those whose ids are in `ids`.
LOCK: Final = (
    select(_USERS)
    .where(_chosen(_USERS, "ids"))
    .order_by(_USERS.c.id)
    .with_for_update(key_share=True)
)
_OTHER = _USERS.alias()
_CONCERNS_ADMINS = exists().where(_chosen(_OTHER, "concerned"), _is_admin(_OTHER))
# And all active administrators, when one of those in `concerned` is that.
LOCK_WITH_ADMINS: Final = (
    select(_USERS)
    .where(or_(_chosen(_USERS, "ids"), _is_admin(_USERS) & _CONCERNS_ADMINS))
    .order_by(_USERS.c.id)
    .with_for_update(key_share=True)
)


@cache
def saving(names: tuple[str, ...]) -> Update:
    """Writes these columns, of which one is the id, from the arrays `new_id` and so on."""
    arrays = (bindparam(f"new_{name}", type_=ARRAY(_USERS.c[name].type)) for name in names)
    new = func.unnest(*arrays).table_valued(*names, name="new").render_derived()
    return (
        update(_USERS)
        .where(_USERS.c.id == new.c.id)
        .values({name: new.c[name] for name in names if name != "id"})
    )
