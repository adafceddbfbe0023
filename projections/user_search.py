"""What a search looks through: each person's name and e-mail, folded, with an index of fragments.

It stands apart from the summaries, so that a change of status does not touch the index. The index
holds the 1-, 2- and 3-character fragments of both (`fragments` in the first migration); it finds
candidates, and the folded text decides.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Index, Select, Table, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel

from domain.user import User

FRAGMENTS = "fragments(name, email)"  # a query must spell it like the index does


class UserSearch(SQLModel, table=True):
    __tablename__ = "user_search"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_user_search_fragments", text(FRAGMENTS), postgresql_using="gin"),)

    id: UUID = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE")
    name: str  # folded, as is the e-mail
    email: str


TABLE: Table = UserSearch.metadata.tables["user_search"]
_USERS = User.metadata.tables["users"]


def definition() -> Select[*tuple[Any, ...]]:
    """What the search text must equal."""
    user = _USERS.c
    return select(user.id, func.fold(user.name).label("name"), func.fold(user.email).label("email"))


def refresh(connection: Connection, user_ids: Collection[UUID]) -> None:
    """Make these people findable by their present name and e-mail."""
    if not user_ids:
        return
    source = definition().where(_USERS.c.id.in_(user_ids))
    upsert = insert(TABLE).from_select(source.selected_columns.keys(), source)
    new = {name: upsert.excluded[name] for name in ("name", "email")}
    changed = or_(*(TABLE.c[name].is_distinct_from(new[name]) for name in new))
    connection.execute(upsert.on_conflict_do_update(index_elements=["id"], set_=new, where=changed))
