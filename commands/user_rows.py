"""The rows of people: how a command locks them, and writes them back.

Statements are made once: SQLAlchemy needs longer to build one than PostgreSQL to carry it out.
They take arrays, so that one person and 10,000 are the same statement. Rows are locked in the order
of ids, always. What only refers to a person, as a new follower does, need not wait for the lock.
"""

from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
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
from domain.columns import Uuids
from domain.statements import written
from domain.user import User
from domain.values import Status

_USERS = User.metadata.tables["users"]


def _is_admin(users: FromClause) -> ColumnElement[bool]:
    return (users.c.role == Role.ADMIN) & (users.c.status == Status.ACTIVE)


def _chosen(users: FromClause, name: str) -> ColumnElement[bool]:
    return users.c.id == any_(bindparam(name, type_=Uuids()))


def locking(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Lock users in the order of ids; before their columns, what the clock says when each is held.

    That is later than whatever was written by who held them before.
    """
    users = select(_USERS).where(condition).order_by(_USERS.c.id).with_for_update(key_share=True)
    locked = users.cte("locked")  # read row by row, each of which is locked by then
    return select(func.clock_timestamp().label("held_at"), *locked.c)


# Those whose ids are in `ids`.
LOCK: Final = locking(_chosen(_USERS, "ids"))
_OTHER = _USERS.alias()
_CONCERNS_ADMINS = exists().where(_chosen(_OTHER, "concerned"), _is_admin(_OTHER))
# And all active administrators, when one of those in `concerned` is that.
LOCK_WITH_ADMINS: Final = locking(or_(_chosen(_USERS, "ids"), _is_admin(_USERS) & _CONCERNS_ADMINS))


@cache
def saving(alike: tuple[str, ...], differing: tuple[str, ...]) -> str:
    """Writes columns of the users in `ids`: values that are the same for all of them, and arrays.

    They are the parameters `new_name` and so on.
    """
    same: dict[str, Any] = {
        name: bindparam(f"new_{name}", type_=_USERS.c[name].type) for name in alike
    }
    if not differing:
        return written(update(_USERS).where(_chosen(_USERS, "ids")).values(same))
    arrays = (bindparam(f"new_{name}", type_=ARRAY(_USERS.c[name].type)) for name in differing)
    names = "id", *differing
    new = func.unnest(bindparam("ids", type_=Uuids()), *arrays)
    new = new.table_valued(*names, name="new").render_derived()
    each = {name: new.c[name] for name in differing}
    return written(update(_USERS).where(_USERS.c.id == new.c.id).values(same | each))
