"""Find user ids: all those that FindUsers lists page by page, to act upon them at once."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Connection

from domain.access import Actor, Permission, Role
from domain.parsing import parsed
from domain.values import IDS_LIMIT, Status
from queries.filtering import Filters
from queries.matching import words_of
from queries.totals import all_of


@parsed
class FindUserIds:
    permission: ClassVar = Permission.SEE_PRIVATE

    search: str = ""
    status: Status | None = None
    role: Role | None = None
    joined_since: date | None = None
    joined_until: date | None = None
    inactive: bool = False

    def fetch(self, connection: Connection, actor: Actor) -> tuple[UUID, ...]:
        """In order of joining; at most 10,001, one more than a command takes."""
        words, filters = words_of(connection, actor, self.search), Filters.of(self)
        ids = all_of(words, filters)
        ids = ids.order_by(ids.selected_columns.id).limit(IDS_LIMIT + 1)
        found = connection.scalars(ids, {**words.values, **filters.values})
        return tuple(found)
