"""Find user ids: all those that FindUsers lists page by page, to act upon them at once."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import Connection

from domain.access import Actor, Permission, Role
from domain.parsing import parsed
from domain.time_zones import Day, TimeZone
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
    joined_since: Day | None = None
    joined_until: Day | None = None
    time_zone: TimeZone = "UTC"  # whose days these are
    inactive: bool = False

    def fetch(self, connection: Connection, actor: Actor) -> tuple[UUID, ...]:
        """In order of joining; at most 10,001, one more than a command takes."""
        words = words_of(connection, actor, self.search)
        filters = Filters.of(self, status=self.status, role=self.role, inactive=self.inactive)
        ids = all_of(words, filters)
        ids = ids.order_by(ids.selected_columns.id).limit(IDS_LIMIT + 1)
        found = connection.scalars(ids, {**words.values, **filters.values})
        return tuple(found)
