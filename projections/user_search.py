"""What a search looks through: each person's name, folded, and e-mail, with an index of fragments.

It stands apart from the summaries, so that a change of status does not touch the index. The index
holds the 1-, 2- and 3-character fragments of both, apart for each period of joining (the migration
`periods`); it finds candidates, and the folded text decides.
"""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Connection,
    Index,
    Select,
    Table,
    any_,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlmodel import Field

from domain.columns import Uuids
from domain.errors import SummaryMissing
from domain.statements import uuids, written
from domain.table_row import TableRow
from domain.user import User

# A query must spell them like the index does. They are apart, because most people may search the
# names only: with both in one, "@exa" would name everybody as a candidate.
NAME_FRAGMENTS, EMAIL_FRAGMENTS = "fragments(id, name)", "fragments(id, email)"
WHOLE_WORDS = "whole_words(id, name)"


class UserSearch(TableRow, table=True):
    __tablename__ = "user_search"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index(
            "ix_user_search_fragments",
            text(NAME_FRAGMENTS),
            text(EMAIL_FRAGMENTS),
            postgresql_using="gin",
            # What is new waits in a list, and goes into the index together: docs/decisions/0028.
            postgresql_with={"gin_pending_list_limit": 256},  # kB
        ),
        # Whoever has these very words in the name comes first: docs/decisions/0035.
        Index(
            "ix_user_search_words",
            text(WHOLE_WORDS),
            postgresql_using="gin",
            postgresql_with={"fastupdate": False},  # a name has few, and all are asked for at once
        ),
        Index("ix_user_search_name", "name", "id"),  # the orders of lists by name and by e-mail
        Index("ix_user_search_email", "email", "id"),
    )

    id: UUID = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE")
    name: str  # folded
    email: str  # as stored, in lower case; behind it, with other letters in its domain, folded


TABLE: Table = UserSearch.metadata.tables["user_search"]
_USERS = User.metadata.tables["users"]


def definition() -> Select[*tuple[Any, ...]]:
    """What the search text must equal."""
    user = _USERS.c
    return select(
        user.id, func.fold(user.name).label("name"), func.fold_email(user.email).label("email")
    )


def add(connection: Connection, user_ids: Collection[UUID]) -> None:
    """Make new people findable."""
    if user_ids:
        connection.exec_driver_sql(_ADD, {"ids": uuids(user_ids)})


def refresh(connection: Connection, user_ids: Collection[UUID]) -> None:
    """Make these people findable by their present name and e-mail. Raises SummaryMissing."""
    if not user_ids:
        return
    if connection.exec_driver_sql(_WRITE, {"ids": uuids(user_ids)}).rowcount != len(user_ids):
        raise SummaryMissing


# No upsert: it would take the right to read the texts, which the role of the commands has not.
_SOME = definition().where(_USERS.c.id == any_(bindparam("ids", type_=Uuids())))
_ADD: Final = written(insert(TABLE).from_select(_SOME.selected_columns.keys(), _SOME))
_NEW = _SOME.subquery("new")
_WRITE: Final = written(
    update(TABLE).where(TABLE.c.id == _NEW.c.id).values(name=_NEW.c.name, email=_NEW.c.email)
)
